import type { ActorRole } from '../ticket/vocabulary.js';

/** As much of an event as is looked at here. */
interface Happened {
  readonly type: string;
  readonly at: Date;
  readonly actor: { readonly role: string };
  readonly data: Readonly<Record<string, unknown>>;
  readonly text: Readonly<Record<string, unknown>>;
}

export interface Spoken {
  readonly at: Date;
  /** The type of the event. */
  readonly kind: string;
  readonly words: string;
}

export interface Rating {
  readonly at: Date;
  readonly solved: string | null;
  readonly satisfied: number | null;
  readonly words: string | null;
}

/** What of a ticket's events is its citizen's own, and what was said to them. */
export interface OwnPart {
  readonly said: readonly Spoken[];
  readonly told: readonly Spoken[];
  readonly ratings: readonly Rating[];
}

/** By event, the field that holds what the citizen said. The words of one that stands in no row are somebody else's. */
const SAID: Readonly<Record<string, string>> = {
  supplemented: 'text',
  nudged: 'text',
  nudgedAfterClosing: 'text',
  appealed: 'reason',
  withdrawn: 'reason',
};
/** What the hotline said to the citizen as its answer. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  answered: ['text'],
  redirected: ['channel', 'reason'],
  declined: ['reason'],
  handedToEmergency: ['reason'],
};

/**
 * Of a reply only its text is for the citizen, and it is told once a reviewer has accepted it. Of a call the answers
 * are the citizen's; the note on it is the agent's.
 */
export function ownPartOf(events: readonly Happened[]): OwnPart {
  const said: Spoken[] = [];
  const told: Spoken[] = [];
  const ratings: Rating[] = [];
  let reply: string | null = null;
  for (const { type, at, actor, data, text } of events) {
    const own = wordsIn(text, [SAID[type]]);
    if (own !== null) said.push({ at, kind: type, words: own });
    const answer = wordsIn(text, TOLD[type] ?? []);
    if (answer !== null) told.push({ at, kind: type, words: answer });
    if (type === 'replied') reply = wordsIn(text, ['text']);
    if (type === 'replyRejected') reply = null;
    if (type === 'replyAccepted' && reply !== null) told.push({ at, kind: 'replied', words: reply });
    if (type === 'rated' || type === 'callbackRecorded') ratings.push({ at, ...ratingIn(actor, data, text) });
  }
  return { said, told, ratings };
}

/** Whose files are the person's: their own, and those that the hotline took from them. */
const BROUGHT_BY: readonly ActorRole[] = ['citizen', 'operator', 'callbackAgent'];

export function isOwnFile({ role }: { readonly role: ActorRole }): boolean {
  return BROUGHT_BY.includes(role);
}

function ratingIn(
  { role }: Happened['actor'],
  { solved, satisfied }: Happened['data'],
  text: Happened['text'],
): Omit<Rating, 'at'> {
  return {
    solved: typeof solved === 'string' ? solved : null,
    satisfied: typeof satisfied === 'number' ? satisfied : null,
    words: role === 'citizen' ? wordsIn(text, ['reason']) : null,
  };
}

function wordsIn(text: Happened['text'], fields: readonly (string | undefined)[]): string | null {
  const words = fields.map((field) => (field === undefined ? undefined : text[field]));
  const there = words.filter((one) => typeof one === 'string' && one !== '');
  return there.length > 0 ? there.join('\n') : null;
}
