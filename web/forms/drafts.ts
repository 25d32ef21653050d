import type { AccountCommand } from '../../contracts/commands.js';
import { api, ask, ProblemError, Unreachable } from '../api/client.js';
import { newKey } from '../api/new-key.js';
import { createStore, type Store } from '../api/store.js';
import { wordsOf } from './draft-words.js';
import { fieldsOf, type Field } from './fields.js';
import { KeptDraft, NOTHING_SAID, type Said, type Shelf } from './kept-draft.js';

/** What somebody has begun to write for one command of one ticket. */
export interface Draft {
  readonly kept: KeptDraft;
  readonly said: Store<Said>;
  values: Record<string, unknown>;
}

/**
 * In this page's memory, and kept by the API for the person; on no disk of a seat that others use. It survives other
 * pages, other people's changes, the end of a session, and that of the browser.
 */
const drafts = new Map<string, Draft>();

/** Commands, and what becomes a ticket. */
export type Begun = AccountCommand | 'register';

/** The key is there when the form opens; pressed twice, or sent again, it is one deed. */
export function draftFor(ticket: string, command: Begun): Draft {
  const name = `${ticket} ${command}`;
  const known = drafts.get(name);
  if (known) return known;
  const said = createStore(NOTHING_SAID);
  const made: Draft = { kept: new KeptDraft(shelfOf(ticket, command), newKey(), said.set), said, values: {} };
  drafts.set(name, made);
  return made;
}

export function forgetDraft(ticket: string, command: Begun): void {
  const name = `${ticket} ${command}`;
  void drafts.get(name)?.kept.forget();
  drafts.delete(name);
}

/** It is being sent, and its place is free for what is written next. Whoever sends it forgets it on its arrival. */
export function detachDraft(ticket: string, command: Begun): void {
  drafts.delete(`${ticket} ${command}`);
}

export function hasDraft(ticket: string, command: Begun): boolean {
  return Object.keys(drafts.get(`${ticket} ${command}`)?.values ?? {}).length > 0;
}

/** What people write, of one command that cannot be given any more, into the form of another. */
export function carryWords(ticket: string, from: AccountCommand, to: AccountCommand): void {
  const written = draftFor(ticket, from).values;
  const draft = draftFor(ticket, to);
  const isWords = ({ kind }: Field): boolean => kind === 'text' || kind === 'line';
  const wordsIn = (name: string): string => (typeof written[name] === 'string' ? written[name] : '');
  const fields = fieldsOf(to);
  const same = fields.filter((field) => isWords(field) && wordsIn(field.name) !== '').map(({ name }) => name);
  const all = fieldsOf(from)
    .filter(isWords)
    .map(({ name }) => wordsIn(name))
    .filter((words) => words !== '');
  const first = fields.find(({ kind }) => kind === 'text') ?? fields.find(isWords);
  const carried =
    same.length > 0
      ? Object.fromEntries(same.map((name) => [name, wordsIn(name)]))
      : first && all.length > 0
        ? { [first.name]: all.join('\n') }
        : {};
  // What was begun there before stays.
  draft.values = { ...carried, ...draft.values };
  draft.kept.write(wordsOf(fields, draft.values));
}

window.addEventListener('pagehide', () => {
  for (const { kept } of drafts.values()) void kept.save(true);
});

function shelfOf(draft: string, command: Begun): Shelf {
  const path = { draft, command };
  return {
    find: () => ask(api.GET('/api/v1/drafts/{draft}/{command}', { params: { path } })).catch(orNull(404)),
    put: (words, version, leaving) =>
      ask(
        api.PUT('/api/v1/drafts/{draft}/{command}', {
          params: { path, header: { 'If-Match': `"v${version}"` } },
          body: { words },
          keepalive: leaving,
        }),
      ).catch(orNull(412)),
    async remove() {
      await ask(api.DELETE('/api/v1/drafts/{draft}/{command}', { params: { path } })).catch(orNull(404));
    },
    // A session that is over begins again.
    passes: (error) =>
      error instanceof Unreachable ||
      (error instanceof ProblemError && (error.problem.status >= 500 || [401, 429].includes(error.problem.status))),
  };
}

const orNull =
  (status: number) =>
  (error: unknown): null => {
    if (error instanceof ProblemError && error.problem.status === status) return null;
    throw error;
  };
