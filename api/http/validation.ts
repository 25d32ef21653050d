import { z } from 'zod';
import { FieldErrorSchema, type FieldError } from '../../contracts/problem.js';
import type { SaidOfField } from './problem.js';

const MOST = 50;

const CODES: Readonly<Partial<Record<z.core.$ZodIssue['code'], FieldError['code']>>> = {
  invalid_type: 'wrong-type',
  invalid_union: 'wrong-type',
  invalid_format: 'wrong-format',
  invalid_value: 'unknown-value',
  too_small: 'out-of-range',
  too_big: 'out-of-range',
};

/** A schema's complaints as pointers that a form can show beside its fields. Never quotes what was sent. */
export function fieldErrors(error: z.ZodError, input: unknown, where: 'body' | 'query'): SaidOfField[] {
  const name = (path: readonly PropertyKey[]): string => (where === 'query' ? `?${String(path[0])}` : pointer(path));
  return error.issues
    .flatMap((issue): SaidOfField[] => {
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => ({
          pointer: name([...issue.path, key.slice(0, 64)]),
          code: 'unknown-field',
          message: 'This field is not known here.',
        }));
      }
      const missing = valueAt(input, issue.path) === undefined;
      if (missing && issue.code !== 'custom') {
        return [{ pointer: name(issue.path), code: 'required', message: 'This is required.' }];
      }
      return [
        {
          pointer: name(issue.path),
          code: missing ? 'required' : codeOf(issue),
          message: issue.message,
          ...inOwnChinese(issue, input),
        },
      ];
    })
    .slice(0, MOST);
}

const { localeError } = z.locales.zhCN();

/** The library's Chinese for what the library says. What a schema of ours says is worded in `contracts/wording`. */
function inOwnChinese(issue: z.core.$ZodIssue, input: unknown): Pick<SaidOfField, 'zh'> {
  const said = localeError({ ...issue, input: valueAt(input, issue.path) } as z.core.$ZodRawIssue);
  const message = typeof said === 'string' ? said : said?.message;
  return message === undefined ? {} : { zh: message };
}

function codeOf(issue: z.core.$ZodIssue): FieldError['code'] {
  const said = issue.code === 'custom' ? FieldErrorSchema.shape.code.safeParse(issue.params?.['code']) : null;
  return said?.success ? said.data : (CODES[issue.code] ?? 'invalid');
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value ?? undefined;
}
