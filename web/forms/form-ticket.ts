import type { AccountCommand } from '../../contracts/commands.js';
import type { components } from '../generated/api.js';
import type { Field, FieldName } from './fields.js';
import { WALL } from './wall-time.js';

export type Ticket = components['schemas']['Ticket'];
export type Values = Record<string, unknown>;

/** Fields that ask for something only where it can be meant. What is not listed is always asked for. */
type Condition = (values: Values, ticket: Ticket | null) => boolean;
const isReport: Condition = ({ type }, ticket) => (type ?? ticket?.type) === 'report';
const SHOWN: Readonly<Partial<Record<AccountCommand, Readonly<Partial<Record<FieldName, Condition>>>>>> = {
  accept: { accusedUnit: isReport, noneNamed: isReport },
  correct: { accusedUnit: isReport, noneNamed: isReport },
  dispatch: { despiteNamed: isReport },
  concludeConsultation: { despiteNamed: isReport },
  adjudicate: { despiteNamed: isReport },
  recordCallback: {
    solved: ({ reached }) => reached === true,
    satisfied: ({ reached }) => reached === true,
    code: ({ reached, solved, satisfied }) =>
      reached === true && (solved === 'no' || solved === 'partly' || (typeof satisfied === 'number' && satisfied < 3)),
  },
  reviewReply: { reason: ({ accept }) => accept !== undefined },
  judge: {
    code: ({ redo }) => redo === false,
    unit: ({ redo }) => redo === true,
    despiteNamed: ({ redo }, ticket) => redo === true && ticket?.type === 'report',
  },
  reply: {
    openTasksReason: (_values, ticket) =>
      ticket?.tasks.some(({ status }) => status === 'assigned' || status === 'reportedIn') === true,
  },
};

export function isShown(command: AccountCommand, { name }: Field, values: Values, ticket: Ticket | null): boolean {
  return SHOWN[command]?.[name]?.(values, ticket) ?? true;
}

/** What the ticket says already, so that nobody types it again. */
export function firstValues(command: AccountCommand, ticket: Ticket | null): Values {
  if (ticket === null) return {};
  const { type, urgency, classCode, redaction } = ticket;
  switch (command) {
    case 'accept':
      return { type, urgency, ...(classCode !== null && { classCode }) };
    case 'confirmRedaction':
      return redaction === null ? {} : { title: redaction.title, text: redaction.text, added: redaction.added };
    case 'decide':
      return onlyOne('request', openRequests(ticket));
    case 'reportIn':
    case 'answerTask':
      return onlyOne('task', openTasks(ticket));
    case 'answerSupervision':
      return onlyOne('supervision', openSupervisions(ticket));
    default:
      return {};
  }
}

function onlyOne(name: string, parts: readonly { readonly id: string }[]): Values {
  return parts.length === 1 ? { [name]: parts[0]?.id } : {};
}

export const openRequests = ({ requests }: Ticket) => requests.filter(({ status }) => status === 'open');
export const openTasks = ({ tasks }: Ticket) =>
  tasks.filter(({ status }) => status === 'assigned' || status === 'reportedIn');
export const openSupervisions = ({ supervisions }: Ticket) =>
  supervisions.filter(({ answeredAt }) => answeredAt === null);

interface Picked {
  format(form: string): string;
}
const isPicked = (value: unknown): value is Picked =>
  typeof value === 'object' && value !== null && 'format' in value && typeof value.format === 'function';

/** The body of the command: what was filled in of what is asked for. */
export function bodyOf(
  command: AccountCommand,
  fields: readonly Field[],
  values: Values,
  ticket: Ticket | null,
): Values {
  return Object.fromEntries(
    fields
      .filter((field) => isShown(command, field, values, ticket))
      .map(({ name, kind }) => [name, kind === 'mark' && values[name] === false ? undefined : written(values[name])])
      .filter(([, value]) => value !== undefined),
  );
}

function written(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  if (isPicked(value)) return `${value.format(WALL)}+08:00`;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  if (typeof value === 'object' && Object.values(value).every((one) => written(one) === undefined)) return undefined;
  return value;
}
