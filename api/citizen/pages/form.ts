import { z } from 'zod';
import type { FieldError } from '../../../contracts/problem.js';
import type { Html } from './html.js';
import { markup } from './html.js';
import type { Reader } from './reader.js';
import type { PageWord } from './words.js';

/** What came with a form, as it was typed; what is no text is passed over. */
export const TypedSchema = z
  .record(z.string(), z.unknown())
  .transform((form): Typed =>
    Object.fromEntries(Object.entries(form).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  );
export type Typed = Readonly<Record<string, string>>;

/** Of a list that the city has; without a label they stand in the list itself. */
export interface Group {
  readonly label: string | null;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export interface Field {
  readonly name: string;
  /** One line, several, one of a few to tick, one of a list, a tick, or files. */
  readonly kind: 'line' | 'text' | 'choice' | 'list' | 'tick' | 'files';
  readonly label: PageWord;
  readonly hint?: readonly [PageWord, ...(string | number)[]];
  /** Of a choice or a list; each is worded as `name.value`. */
  readonly values?: readonly string[];
  /** Of a list, after its values. */
  readonly groups?: readonly Group[];
  readonly most?: number;
  /** What is said when it is empty, or written otherwise, if there is something better than what the contract says. */
  readonly missing?: PageWord;
  readonly wrong?: PageWord;
  readonly digits?: true;
  readonly autocomplete?: 'name' | 'tel' | 'off';
}

export interface Form {
  readonly action: string;
  /** Made when the form is shown: what is sent twice with it is done once. */
  readonly key: string;
  readonly hidden?: Typed;
  readonly fields: readonly Field[];
  readonly send: PageWord;
  readonly typed: Typed;
  /** A field that no person sees: what fills in everything gives itself away. */
  readonly trap?: true;
  /** By the names of fields; what belongs to none stands under an empty name. */
  readonly faults: Readonly<Record<string, string>>;
}

export function formMarkup(reader: Reader, form: Form): Html {
  const { action, key, hidden = {}, fields, send, typed, trap, faults } = form;
  const { say } = reader;
  const withFiles = fields.some(({ kind }) => kind === 'files');
  return markup`${faultsMarkup(reader, form)}<form method="post" action="${action}"${withFiles && markup` enctype="multipart/form-data"`}>
<input type="hidden" name="key" value="${key}">${Object.entries(hidden).map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`)}
${fields.map((field) => fieldMarkup(reader, field, typed[field.name] ?? '', faults[field.name]))}
${trap && markup`<div class="pot" aria-hidden="true"><label for="f-trap">${say('trap')}</label><input id="f-trap" name="trap" tabindex="-1" autocomplete="off"></div>`}
<button>${say(send)}</button></form>`;
}

function faultsMarkup({ say }: Reader, { fields, faults }: Form): Html | null {
  const general = faults[''];
  const named = fields.filter(({ name }) => faults[name] !== undefined);
  if (general === undefined && named.length === 0) return null;
  return markup`<div class="note bad" role="alert">${general !== undefined && markup`<p>${general}</p>`}${
    named.length > 0 &&
    markup`<p>${say('checkFields', named.length)}</p><ul>${named.map(({ name, label }) => markup`<li><a href="#f-${name}">${say(label)}</a></li>`)}</ul>`
  }${fields.some(({ kind }) => kind === 'files') && markup`<p>${say('chooseAgain')}</p>`}</div>`;
}

function fieldMarkup(reader: Reader, field: Field, value: string, fault: string | undefined): Html {
  const { say } = reader;
  const { name, kind, label, hint } = field;
  const id = `f-${name}`;
  const about = [...(fault === undefined ? [] : [`e-${name}`]), ...(hint ? [`h-${name}`] : [])].join(' ');
  const told = markup`${about !== '' && markup` aria-describedby="${about}"`}${fault !== undefined && markup` aria-invalid="true"`}`;
  const beside = markup`${hint && markup`<p class="s" id="h-${name}">${say(...hint)}</p>`}${
    fault !== undefined && markup`<p class="bad" id="e-${name}">${fault}</p>`
  }`;
  if (kind === 'choice') {
    return markup`<fieldset id="${id}"${told}><legend>${say(label)}</legend>${beside}${(field.values ?? []).map(
      (one) =>
        markup`<label class="c"><input type="radio" name="${name}" value="${one}"${one === value && markup` checked`}>${worded(reader, name, one)}</label>`,
    )}</fieldset>`;
  }
  if (kind === 'tick') {
    return markup`${beside}<label class="c"><input type="checkbox" id="${id}" name="${name}" value="yes"${told}${value === 'yes' && markup` checked`}>${say(label)}</label>`;
  }
  return markup`<label for="${id}">${say(label)}</label>${beside}${controlMarkup(reader, field, id, value, told)}`;
}

function controlMarkup(reader: Reader, field: Field, id: string, value: string, told: Html): Html {
  const { name, kind, values = [], groups = [], most, digits, autocomplete = 'off' } = field;
  const bound = most !== undefined && markup` maxlength="${most}"`;
  switch (kind) {
    case 'text':
      // A browser leaves out the first line's end.
      return markup`<textarea id="${id}" name="${name}"${bound}${told}>
${value}</textarea>`;
    case 'list':
      return markup`<select id="${id}" name="${name}"${told}>${values.map((one) =>
        optionMarkup({ value: one, label: worded(reader, name, one) }, value),
      )}${groups.map((group) => groupMarkup(group, value))}</select>`;
    case 'files':
      return markup`<input type="file" id="${id}" name="${name}" multiple${told}>`;
    default:
      return markup`<input id="${id}" name="${name}" value="${value}"${bound}${digits && markup` inputmode="numeric"`} autocomplete="${autocomplete}"${told}>`;
  }
}

function groupMarkup({ label, options }: Group, chosen: string): Html {
  const inside = markup`${options.map((option) => optionMarkup(option, chosen))}`;
  return label === null ? inside : markup`<optgroup label="${label}">${inside}</optgroup>`;
}

function optionMarkup({ value, label }: Group['options'][number], chosen: string): Html {
  return markup`<option value="${value}"${value === chosen && markup` selected`}>${label}</option>`;
}

function worded({ say }: Reader, name: string, value: string): string {
  return say(`${name}.${value}` as PageWord);
}

/** What contracts complain of, beside the fields of a form. `names`: which field a pointer is, if not its last part. */
export function faultsOf(
  { say }: Reader,
  errors: readonly FieldError[],
  fields: readonly Field[],
  names: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const { pointer, code, message } of errors) {
    const name = names[pointer] ?? pointer.split('/').at(-1) ?? '';
    const field = fields.find((one) => one.name === name);
    const needed = field?.kind === 'choice' || field?.kind === 'list' ? 'chooseOne' : 'required';
    const isLong = code === 'out-of-range' && (field?.kind === 'text' || field?.kind === 'line');
    const word = code === 'required' ? (field?.missing ?? needed) : isLong ? 'tooLong' : field?.wrong;
    const said = word === undefined ? message : say(word);
    faults[field ? name : ''] ??= said;
  }
  return faults;
}
