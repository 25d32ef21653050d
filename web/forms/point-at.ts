import type { FormInstance } from 'antd';
import type { ProblemError } from '../api/client.js';

/** A pointer into the body is a path into the form, which holds the body. */
export function pathOf(pointer: string): (string | number)[] {
  return pointer
    .slice(1)
    .split('/')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Says in the fields themselves what is wrong with them, and goes to the first. */
export function pointAt(form: FormInstance<Record<string, unknown>>, { problem: { errors = [] } }: ProblemError): void {
  const fields = errors
    .filter(({ pointer }) => pointer.startsWith('/'))
    .map(({ pointer, message }) => ({ name: pathOf(pointer), errors: [message] }));
  form.setFields(fields);
  const [first] = fields;
  if (first) form.scrollToField(first.name, { focus: true, block: 'center' });
}
