import dayjs from 'dayjs';
import type { Field } from './fields.js';
import type { Values } from './form-ticket.js';
import { WALL } from './wall-time.js';

/** What was filled in, as it is kept. Files are not: they wait for their command a while only, and are chosen again. */
export function wordsOf(fields: readonly Field[], values: Values): Values {
  return ofFields(fields, values, ({ kind }, value) =>
    kind === 'time' && dayjs.isDayjs(value) ? value.format(WALL) : value,
  );
}

/** What was kept, as the form takes it. A field that it does not have any more is left out. */
export function valuesOf(fields: readonly Field[], words: Values): Values {
  return ofFields(fields, words, ({ kind }, value) => {
    if (kind !== 'time') return value;
    const time = dayjs(typeof value === 'string' ? value : Number.NaN);
    return time.isValid() ? time : undefined;
  });
}

function ofFields(fields: readonly Field[], given: Values, change: (field: Field, value: unknown) => unknown): Values {
  return Object.fromEntries(
    fields
      .filter(({ kind }) => kind !== 'files')
      .map((field) => [field.name, field.name in given ? change(field, given[field.name] ?? undefined) : undefined])
      .filter(([, value]) => value !== undefined),
  );
}
