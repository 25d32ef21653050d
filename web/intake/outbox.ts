import type { AccountCommand } from '../../contracts/commands.js';
import { api, askWhole } from '../api/client.js';
import { createStore } from '../api/store.js';
import type { Values } from '../forms/form-ticket.js';
import { sendCommand, untilAnswered, type Waiting } from '../forms/send-command.js';
import type { CallChoices } from './call-choices.js';
import type { components } from '../generated/api.js';

type NewTicket = components['schemas']['NewTicket'];

/** What becomes of the ticket as soon as it has a number. */
export interface FollowUp {
  readonly command: AccountCommand;
  readonly body: Values;
  /** The alert that it is of, if somebody answered it as such. */
  readonly alert?: string;
}

/** A call as it was written down, under the key that its form had from the beginning. */
export interface Call {
  readonly key: string;
  readonly body: NewTicket;
  readonly then: FollowUp | null;
  readonly choices?: CallChoices;
}

export interface Sent {
  readonly call: Call;
  readonly stage: 'registering' | 'acting' | 'done' | 'refused' | 'registeredOnly';
  /** It is tried again in a moment. */
  readonly waiting: Waiting | null;
  readonly ticket: {
    readonly id: string;
    readonly number: string;
    readonly queryCode: string | null;
    /** Kept, while the engine is away: what has to be done begins later, by itself. */
    readonly startsLater: boolean;
  } | null;
  readonly problem: unknown;
}

/**
 * Calls that were sent from this page, in its memory and nowhere else: what cannot be sent now waits here, and is sent
 * again under its key until there is an answer, while the next citizen is already on the line.
 */
export const outbox = createStore<readonly Sent[]>([]);

export const waitsForItsNumber = ({ stage }: Sent): boolean => stage === 'registering';

function note(key: string, news: Partial<Sent>): void {
  outbox.set(outbox.get().map((one) => (one.call.key === key ? { ...one, ...news } : one)));
}

/** Pressed twice, it is one: the second finds the key here. */
export function sendCall(call: Call, registered: () => void): void {
  if (outbox.get().some((one) => one.call.key === call.key && one.stage !== 'refused')) return;
  const others = outbox.get().filter((one) => one.call.key !== call.key);
  outbox.set([...others, { call, stage: 'registering', waiting: null, ticket: null, problem: null }]);
  void deliver(call, registered);
}

/** It was refused, and is written anew. */
export function takeBack(key: string): void {
  outbox.set(outbox.get().filter((one) => one.call.key !== key));
}

async function deliver({ key, body, then, choices }: Call, registered: () => void): Promise<void> {
  // Whatever page is shown meanwhile, it goes on.
  const { signal } = new AbortController();
  const patience = { signal, waits: (waiting: Waiting | null) => note(key, { waiting }) };
  let made;
  try {
    made = await untilAnswered(
      () =>
        askWhole(api.POST('/api/v1/tickets', { params: { header: { 'Idempotency-Key': key } }, body: body as never })),
      patience,
    );
  } catch (problem) {
    note(key, { stage: 'refused', problem });
    return;
  }
  registered();
  const { id, number, queryCode = null, version } = made.data;
  const ticket = { id, number, queryCode, startsLater: made.response.status === 202 };
  note(key, { stage: then === null ? 'done' : 'acting', ticket });
  if (choices) void noteChoices(choices);
  if (then === null) return;
  try {
    if (then.alert !== undefined) await link(then.alert, id, patience);
    await sendCommand(then.command, { id, version, key: `${key}.${then.command}`, body: then.body }, patience);
    note(key, { stage: 'done' });
  } catch (problem) {
    note(key, { stage: 'registeredOnly', problem });
  }
}

/** Sent until there is an answer: a second time changes nothing. */
async function link(alert: string, id: string, patience: Parameters<typeof untilAnswered>[1]): Promise<void> {
  await untilAnswered(
    () => askWhole(api.PUT('/api/v1/alerts/{alert}/tickets/{id}', { params: { path: { alert, id } } })),
    patience,
  );
}

/** What is measured is not worth a second try, nor a word to who has the next citizen on the line. */
async function noteChoices({ suggestion, fields }: CallChoices): Promise<void> {
  for (const [field, body] of Object.entries(fields))
    await api
      .PUT('/api/v1/intake/suggestions/{suggestion}/choices/{field}', {
        params: { path: { suggestion, field: field as keyof CallChoices['fields'] } },
        body,
      })
      .catch(() => undefined);
}

/** What has no number yet is lost with the page, so whoever closes it is asked. */
window.addEventListener('beforeunload', (event) => {
  if (outbox.get().some(waitsForItsNumber)) event.preventDefault();
});
