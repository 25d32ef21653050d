import { parse, type DefaultTreeAdapterMap, type ParserError } from 'parse5';
import type { ApiWorld } from './api-world.js';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

/** A form as somebody finds it: where it goes, what it holds, and what can be filled in. */
export interface PageForm {
  readonly action: string;
  readonly enctype: string;
  readonly values: Readonly<Record<string, string>>;
  readonly names: readonly string[];
}

/** A page as somebody without script, and without a mouse, finds it. */
export interface CitizenPage {
  readonly status: number;
  readonly headers: Headers;
  /** Where it was found, after whatever it was led to. */
  readonly path: string;
  readonly source: string;
  readonly bytes: number;
  readonly language: string;
  readonly heading: string;
  readonly text: string;
  readonly links: readonly { readonly text: string; readonly href: string }[];
  readonly forms: readonly PageForm[];
  /** What is said beside a field of the form that is wrong. */
  readonly faults: Readonly<Record<string, string>>;
  /** Fields without a label of their own. */
  readonly unlabelled: readonly string[];
  readonly elements: ReadonlySet<string>;
  readonly attributes: ReadonlySet<string>;
  /** What a strict reader of HTML complains of. */
  readonly complaints: readonly string[];
}

/** What a browser without script does, with the cookies that it was given. */
export interface CitizenBrowser {
  open(path: string, headers?: Readonly<Record<string, string>>): Promise<CitizenPage>;
  /** Fills in and sends the only form of a page. */
  send(page: CitizenPage, values?: Readonly<Record<string, string>>, files?: readonly File[]): Promise<CitizenPage>;
  /** The same, and what is answered before it is followed. */
  post(page: CitizenPage, values?: Readonly<Record<string, string>>, files?: readonly File[]): Promise<Response>;
}

const MOST_LEADS = 3;

export function createCitizenBrowser({ base }: Pick<ApiWorld, 'base'>): CitizenBrowser {
  const cookies = new Map<string, string>();

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, base), {
      ...init,
      redirect: 'manual',
      headers: {
        Accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        'Accept-Language': 'zh-CN,zh;q=0.9',
        ...(cookie !== '' && { Cookie: cookie }),
        ...init.headers,
      },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return response;
  }

  async function followed(response: Response, path: string, leads = 0): Promise<CitizenPage> {
    const to = response.headers.get('location');
    if (to === null || leads > MOST_LEADS) return readPage(response, path);
    const next = new URL(to, new URL(path, base));
    return followed(await ask(next.pathname + next.search), next.pathname + next.search, leads + 1);
  }

  const post: CitizenBrowser['post'] = (page, values = {}, files = []) => {
    const [form] = page.forms;
    if (!form) throw new Error(`There is no form on ${page.path}: ${page.heading}.`);
    const filled = { ...form.values, ...values };
    const headers = { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' };
    if (form.enctype !== 'multipart/form-data') {
      return ask(form.action, { method: 'POST', body: new URLSearchParams(filled), headers });
    }
    const body = new FormData();
    for (const [name, value] of Object.entries(filled)) body.append(name, value);
    // As browsers do where nothing was chosen.
    for (const file of files.length > 0 ? files : [new File([], '')]) body.append('files', file, file.name);
    return ask(form.action, { method: 'POST', body, headers });
  };

  return {
    open: async (path, headers) => followed(await ask(path, { headers: { ...headers } }), path),
    post,
    send: async (page, values, files) => followed(await post(page, values, files), page.forms[0]?.action ?? page.path),
  };
}

async function readPage(response: Response, path: string): Promise<CitizenPage> {
  const source = await response.text();
  const complaints: string[] = [];
  const document = parse(source, { onParseError: ({ code }: ParserError) => void complaints.push(code) });
  const all = elementsIn(document);
  const first = (name: string): Element | undefined => all.find(({ tagName }) => tagName === name);
  const fields = all.filter(
    (one) => ['input', 'select', 'textarea'].includes(one.tagName) && attribute(one, 'type') !== 'hidden',
  );
  const labels = new Set(all.filter(({ tagName }) => tagName === 'label').map((label) => attribute(label, 'for')));
  const inLabels = new Set(all.filter(({ tagName }) => tagName === 'label').flatMap((label) => elementsIn(label)));
  return {
    status: response.status,
    headers: response.headers,
    path,
    source,
    bytes: Buffer.byteLength(source),
    language: attribute(first('html'), 'lang') ?? '',
    heading: textIn(first('h1')),
    text: textIn(first('main')),
    links: all
      .filter(({ tagName }) => tagName === 'a')
      .map((link) => ({ text: textIn(link), href: attribute(link, 'href') ?? '' })),
    forms: all.filter(({ tagName }) => tagName === 'form').map((form) => formIn(form, path)),
    faults: Object.fromEntries(
      all
        .filter((one) => attribute(one, 'id')?.startsWith('e-') === true)
        .map((one) => [attribute(one, 'id')?.slice(2) ?? '', textIn(one)]),
    ),
    unlabelled: fields
      .filter((field) => !inLabels.has(field) && !labels.has(attribute(field, 'id')))
      .map((field) => attribute(field, 'name') ?? ''),
    elements: new Set(all.map(({ tagName }) => tagName)),
    attributes: new Set(all.flatMap(({ attrs }) => attrs.map(({ name }) => name))),
    complaints,
  };
}

function formIn(form: Element, path: string): PageForm {
  const values: Record<string, string> = {};
  const names: string[] = [];
  for (const field of elementsIn(form)) {
    const name = attribute(field, 'name');
    if (name === undefined || attribute(field, 'type') === 'file') continue;
    names.push(name);
    const ticked = attribute(field, 'checked') !== undefined;
    const needsTick = ['radio', 'checkbox'].includes(attribute(field, 'type') ?? '');
    if (field.tagName === 'textarea') values[name] = textIn(field);
    else if (field.tagName === 'select') {
      const options = elementsIn(field).filter(({ tagName }) => tagName === 'option');
      const chosen = options.find((option) => attribute(option, 'selected') !== undefined) ?? options[0];
      values[name] = attribute(chosen, 'value') ?? '';
    } else if (!needsTick || ticked) values[name] = attribute(field, 'value') ?? '';
  }
  return {
    action: attribute(form, 'action') ?? path,
    enctype: attribute(form, 'enctype') ?? 'application/x-www-form-urlencoded',
    values,
    names: [...new Set(names)],
  };
}

function elementsIn(node: Node): Element[] {
  const below = 'childNodes' in node ? node.childNodes.flatMap((child) => elementsIn(child)) : [];
  return 'tagName' in node ? [node, ...below] : below;
}

const attribute = (element: Element | undefined, name: string): string | undefined =>
  element?.attrs.find((one) => one.name === name)?.value;

function textIn(node: Node | undefined): string {
  if (!node) return '';
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map((child) => textIn(child)).join('') : '';
}
