import type { components } from '../generated/api.js';
import type { Values } from '../forms/form-ticket.js';

export type NewTicket = components['schemas']['NewTicket'];

/** What is written down of a call, as the form holds it. */
export interface CallValues {
  readonly channel?: NewTicket['channel'];
  readonly type?: NewTicket['type'];
  readonly urgency?: NewTicket['urgency'];
  readonly classCode?: string;
  readonly title?: string;
  readonly text?: string;
  readonly replyWanted?: boolean;
  readonly publish?: boolean;
  readonly citizen?: { readonly phone?: string; readonly name?: string; readonly identity?: Identity };
  readonly address?: { readonly text?: string; readonly area?: string };
  readonly accusedUnit?: string;
  readonly noneNamed?: boolean;
  readonly attachments?: readonly string[];
  /** The call of this desk that it came of. */
  readonly call?: string;
}
type Identity = 'open' | 'hidden' | 'anonymous';

/** An ordinary call; each of these is one key away from another. */
export const FIRST: CallValues = {
  channel: 'phone',
  type: 'help',
  urgency: 'P2',
  replyWanted: true,
  citizen: { identity: 'open' },
};

/** With every field that it does not have empty, for a form that has something in it. */
export function withBlanks({ citizen, address, ...rest }: CallValues): CallValues {
  const blank = {
    classCode: undefined,
    title: undefined,
    text: undefined,
    publish: undefined,
    accusedUnit: undefined,
    call: undefined,
  };
  return {
    ...(blank as object),
    ...rest,
    citizen: { ...({ phone: undefined, name: undefined } as object), ...citizen },
    address: { ...({ text: undefined, area: undefined } as object), ...address },
  };
}

const LONGEST_TITLE = 30;
const ENDS = /[，。；！？,.;!?\n]/u;

/** What was said first, as far as it is one clause. */
export function titleOf(text: string): string {
  const [first = ''] = text.trim().split(ENDS);
  return [...first].slice(0, LONGEST_TITLE).join('');
}

export const filled = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';

export function bodyOfCall(values: CallValues): NewTicket {
  const { type = 'help', citizen = {}, address = {}, attachments = [], text = '', title } = values;
  const { identity = 'open', name, phone } = citizen;
  return {
    channel: values.channel ?? 'phone',
    type,
    urgency: values.urgency ?? 'P2',
    ...(filled(values.classCode) && { classCode: values.classCode }),
    title: filled(title) ? title : titleOf(text),
    text,
    replyWanted: values.replyWanted ?? false,
    ...(values.publish === true && { publish: true }),
    citizen: { identity, ...(filled(name) && { name }), ...(filled(phone) && { phone }) },
    address: { text: address.text ?? '', ...(filled(address.area) && { area: address.area }) },
    ...(type === 'report' && filled(values.accusedUnit) && { accusedUnit: values.accusedUnit }),
    ...(type === 'report' && values.noneNamed === true && { noneNamed: true }),
    ...(filled(values.call) && { call: values.call }),
    ...(attachments.length > 0 && { attachments: [...attachments] }),
  };
}

/** Life comes first: what nobody had time to ask stays open, and is said to be. */
export function inAHurry(values: CallValues, reason: string, unknownPlace: string): CallValues {
  const { citizen, address } = values;
  const isNamed = filled(citizen?.name) && filled(citizen.phone);
  return {
    ...values,
    urgency: 'P0',
    text: filled(values.text) ? values.text : reason,
    citizen: { ...citizen, identity: isNamed ? (citizen.identity ?? 'open') : 'anonymous' },
    address: { ...address, text: filled(address?.text) ? address.text : unknownPlace },
  };
}

/** Files are chosen again: they wait for their ticket a while only. */
export function keptOf({ attachments: _chosenAgain, ...words }: CallValues): Values {
  return words;
}

export function isEmptyCall({ text, title, citizen, address }: CallValues): boolean {
  return ![text, title, citizen?.phone, citizen?.name, address?.text].some(filled);
}
