import { XMLParser } from 'fast-xml-parser';
import type { ApiWorld, Reply } from '../../support/api-world.js';
import { complaintsAbout, type AnswerKind } from './schemas.js';

export const BASE = '/open311/v2';
export const CLASS = '010102';

/** A form as a reporting application sends it. */
export const REPORT = {
  service_code: CLASS,
  lat: '23.12908',
  long: '113.26436',
  address_string: '建设路12号, 亭岚街道',
  description: '井盖碎了，晚上有人摔倒。\n请联系 138 0000 1234 或 wang@example.org。',
  'attribute[condition]': 'broken',
  first_name: '小明',
  last_name: '王',
  phone: '13800001234',
  email: 'wang@example.org',
  account_id: 'acc-7',
  media_url: 'https://photos.example.org/a.jpg',
} as const;

/** The elements that wrap lists, and what each holds. XML alone has them. */
const LISTS: Readonly<Record<string, string>> = {
  services: 'service',
  service_requests: 'request',
  attributes: 'attribute',
  values: 'value',
  notes: 'note',
  endpoints: 'endpoint',
  formats: 'format',
  errors: 'error',
  service_request_updates: 'request_update',
};
const parser = new XMLParser({ parseTagValue: false, ignoreDeclaration: true, trimValues: false });

/** A document as JSON would have it, but for types: every value is a string. */
export function fromXml(text: string): unknown {
  const [root] = Object.entries(parser.parse(text) as Record<string, unknown>);
  if (!root) throw new Error('There is no root element.');
  return flattened(root[0], root[1]);
}

function flattened(name: string, value: unknown): unknown {
  const item = LISTS[name];
  if (item !== undefined) {
    const inside = value === '' ? undefined : (value as Record<string, unknown>)[item];
    const items = inside === undefined ? [] : Array.isArray(inside) ? (inside as unknown[]) : [inside];
    return items.map((one) => flattened('', one));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, flattened(key, part)]));
}

/** JSON as XML can say it: what is null is empty, numbers and truth are written out. */
export function asStrings(value: unknown): unknown {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(asStrings);
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asStrings(part)]));
  return String(value);
}

export interface Open311Item {
  readonly [name: string]: unknown;
  readonly service_request_id: string;
}

export interface Open311Client {
  /** In both formats, which must say the same; the JSON, valid by its schema. `path` has no suffix. */
  read<T = Open311Item[]>(path: string, kind: AnswerKind, query?: string): Promise<T>;
  post(
    form: Readonly<Record<string, string>> | string,
    format?: string,
    headers?: Record<string, string>,
  ): Promise<Reply>;
  /** Makes a request, with a key, and answers with its id. */
  report(changes?: Readonly<Record<string, string>>): Promise<string>;
}

export function open311Client(world: ApiWorld): Open311Client {
  const client: Open311Client = {
    async read<T>(path: string, kind: AnswerKind, query = '') {
      const json = await world.get(`${BASE}/${path}.json${query}`, null);
      const xml = await world.get(`${BASE}/${path}.xml${query}`, null);
      expect([json.status, xml.status, json.text]).toEqual([200, 200, json.text]);
      expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(xml.headers.get('content-type')).toBe('text/xml; charset=utf-8');
      expect(xml.text).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?>\n<\w+[>/]/);
      const body = JSON.parse(json.text) as T;
      expect(complaintsAbout(kind, body)).toEqual([]);
      expect(fromXml(xml.text)).toEqual(asStrings(body));
      return body;
    },
    post: (form, format = 'json', headers = {}) =>
      world.send('POST', `${BASE}/requests.${format}`, null, {
        raw: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8', ...headers },
      }),
    async report(changes = {}) {
      const reply = await client.post({ api_key: world.key('operator'), ...REPORT, ...changes });
      expect([reply.status, reply.text]).toEqual([200, reply.text]);
      const body = JSON.parse(reply.text) as Open311Item[];
      expect(complaintsAbout('created', body)).toEqual([]);
      return body[0]?.service_request_id ?? '';
    },
  };
  return client;
}

/** XML has no numbers of its own: a code that is written as one is one. */
function numbered(errors: unknown): unknown {
  return (errors as { code: string }[]).map((error) => ({ ...error, code: Number(error.code) }));
}

/** An error in the standard's form, in the format of the path; answers with all that it says. */
export function expectErrors(reply: Reply, status: number, format: 'json' | 'xml' = 'json'): string {
  expect([reply.status, reply.text]).toEqual([status, reply.text]);
  const type = format === 'json' ? 'application/json; charset=utf-8' : 'text/xml; charset=utf-8';
  expect(reply.headers.get('content-type')).toBe(type);
  if (format === 'xml') expect(reply.text).toMatch(/<errors><error><code>/);
  const body = format === 'json' ? (JSON.parse(reply.text) as unknown) : numbered(fromXml(reply.text));
  expect(complaintsAbout('errors', body)).toEqual([]);
  expect((body as { code: number }[]).every(({ code }) => code === status)).toBe(true);
  expect(reply.text).not.toMatch(/SELECT|INSERT|node_modules|\.ts:\d|at .*\(|zod|qs/);
  return (body as { description: string }[]).map(({ description }) => description).join('\n');
}
