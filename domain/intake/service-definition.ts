import { isWrittenTime } from '../calendar/written-time.js';
import type { Words } from '../ticket/words.js';

/**
 * What a class asks of somebody who reports it over the public interface, and whether an answer fits. Pure data and one
 * check; how it is asked and shown is for the interface.
 */
export const ATTRIBUTE_DATATYPES = [
  'string',
  'number',
  'datetime',
  'text',
  'singlevaluelist',
  'multivaluelist',
] as const;
export type AttributeDatatype = (typeof ATTRIBUTE_DATATYPES)[number];

export interface ServiceAttribute {
  readonly code: string;
  /** `false`: only tells something, and takes no answer. */
  readonly variable: boolean;
  readonly datatype: AttributeDatatype;
  readonly required: boolean;
  readonly description: Words;
  readonly datatypeDescription?: Words;
  readonly values?: readonly { readonly key: string; readonly name: Words }[];
}

/** One row of the service list. A row of a branch holds for every class below it that does not say otherwise. */
export interface ServiceRow {
  readonly public?: boolean;
  readonly description?: Words;
  readonly keywords?: { readonly zh: readonly string[]; readonly en: readonly string[] };
  readonly attributes?: readonly ServiceAttribute[];
}

export interface AttributeAnswer {
  readonly code: string;
  readonly values: readonly string[];
}

export interface AttributeFault {
  readonly code: string;
  readonly message: string;
}

const MOST_CHARACTERS: Readonly<Partial<Record<AttributeDatatype, number>>> = { string: 200, text: 2_000 };
const NUMBER = /^-?\d{1,15}(\.\d{1,10})?$/;
const UNPRINTABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]|\p{Surrogate}/u;

/**
 * The answers in the order of the questions, and all that is wrong with them. `given` is as a form was parsed, so
 * anything; what was not asked is passed over, because clients send to every city what one of them wants.
 */
export function checkAnswers(
  attributes: readonly ServiceAttribute[],
  given: Readonly<Record<string, unknown>>,
): { answers: AttributeAnswer[]; faults: AttributeFault[] } {
  const answers: AttributeAnswer[] = [];
  const faults: AttributeFault[] = [];
  for (const attribute of attributes.filter(({ variable }) => variable)) {
    const { code, required } = attribute;
    const values = valuesOf(Object.hasOwn(given, code) ? given[code] : undefined);
    const message = values === null ? 'This is no value.' : faultOf(attribute, values);
    if (message !== null) faults.push({ code, message });
    else if (values !== null && values.length > 0) answers.push({ code, values });
    else if (required) faults.push({ code, message: 'This is required.' });
  }
  return { answers, faults };
}

/** One value or many; an empty one counts as none. `null`: neither. */
function valuesOf(given: unknown): string[] | null {
  const list = given === undefined ? [] : Array.isArray(given) ? (given as unknown[]) : [given];
  if (!list.every((value) => typeof value === 'string')) return null;
  return [...new Set(list.filter((value) => value.trim() !== ''))];
}

function faultOf({ datatype, values: allowed = [] }: ServiceAttribute, values: readonly string[]): string | null {
  if (datatype !== 'multivaluelist' && values.length > 1) return 'One value only.';
  const most = MOST_CHARACTERS[datatype];
  if (most !== undefined && values.some((value) => value.length > most)) return `At most ${most} characters.`;
  if (values.some((value) => UNPRINTABLE.test(value))) return 'This holds control characters.';
  switch (datatype) {
    case 'number':
      return values.every((value) => NUMBER.test(value)) ? null : 'This is not a number.';
    case 'datetime':
      return values.every(isWrittenTime) ? null : 'Write a date, or an ISO 8601 time with its offset.';
    case 'singlevaluelist':
    case 'multivaluelist': {
      const keys = allowed.map(({ key }) => key);
      return values.every((value) => keys.includes(value)) ? null : `Choose of: ${keys.join(', ')}.`;
    }
    default:
      return null;
  }
}
