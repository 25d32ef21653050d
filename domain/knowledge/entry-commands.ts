import { isBlank } from '../intake/folded-text.js';
import { Refusal, refuseUnless } from '../refusal.js';
import type { PlacedActor } from '../ticket/permissions.js';
import type { Actor, ActorRole } from '../ticket/vocabulary.js';
import { entryState, REVIEWED_EVERY_MS, type EntryContent, type EntryVersion } from './entry.js';
import { ENTRY_COMMANDS, type EntryCommand, type EntryState } from './vocabulary.js';

/** Who answers for what the hotline reads out. */
const HOTLINE: readonly ActorRole[] = ['reviewer', 'dutyManager', 'director'];
/** Of people in units, those who work on what is theirs. */
const WRITERS: readonly ActorRole[] = ['handler'];
export const KNOWLEDGE_ROLES: readonly ActorRole[] = [...HOTLINE, ...WRITERS];

interface Row {
  readonly from: readonly EntryState[];
  /** By people of the unit that owns it, or of the hotline. */
  readonly by: readonly ('unit' | 'hotline')[];
  /** Nobody says yes to what is their own. */
  readonly byAnother?: true;
  readonly needsReason?: true;
  readonly becomes: (done: Done) => Partial<EntryVersion>;
}

interface Done {
  readonly by: Actor;
  readonly at: Date;
  readonly reason: string | null;
}

/** Who may, where somebody else tried. */
const SAYS_NO = {
  unit: 'That is for people of the unit that owns the entry.',
  hotline: 'That is for a reviewer, duty manager or director of the hotline.',
  both: 'That is for people of the unit that owns the entry, and for a reviewer, duty manager or director of the hotline.',
};

const nextReview = (at: Date): Date => new Date(at.getTime() + REVIEWED_EVERY_MS);

const ROWS: Readonly<Record<EntryCommand, Row>> = {
  submit: { from: ['draft'], by: ['unit', 'hotline'], becomes: () => ({ state: 'unitReview', reason: null }) },
  approve: {
    from: ['unitReview'],
    by: ['unit'],
    byAnother: true,
    becomes: ({ by }) => ({ state: 'hotlineReview', approvedBy: by }),
  },
  return: {
    from: ['unitReview', 'hotlineReview'],
    by: ['unit', 'hotline'],
    needsReason: true,
    becomes: ({ reason }) => ({ state: 'draft', approvedBy: null, reason }),
  },
  publish: {
    from: ['hotlineReview'],
    by: ['hotline'],
    byAnother: true,
    becomes: ({ by, at }) => ({
      ...{ state: 'published', publishedBy: by, publishedAt: at, reviewBy: nextReview(at) },
    }),
  },
  renew: {
    from: ['published', 'expiring'],
    by: ['unit', 'hotline'],
    becomes: ({ at }) => ({ reviewBy: nextReview(at) }),
  },
  withdraw: {
    from: ['published', 'expiring', 'expired'],
    by: ['unit', 'hotline'],
    needsReason: true,
    becomes: ({ reason }) => ({ state: 'withdrawn', reason }),
  },
};

/** What this account may do with it now, as buttons show it. */
export function allowedOnEntry(version: EntryVersion, actor: PlacedActor, now: Date): EntryCommand[] {
  return ENTRY_COMMANDS.filter((command) => refusalOf(version, command, actor, now) === null);
}

/** Whether somebody may write the draft, or the next version, now. */
export function mayWrite(newest: EntryVersion, actor: PlacedActor): boolean {
  return refusalToWrite(newest, newest.content, actor) === null;
}

/**
 * What follows when somebody writes: the first version, the draft as it is now, or the next one. Who writes a draft is
 * its author from then on, and reviews it no more.
 */
export function writtenVersion(newest: EntryVersion | null, content: EntryContent, actor: PlacedActor): EntryVersion {
  const refusal = refusalToWrite(newest, content, actor);
  if (refusal !== null) throw refusal;
  return draftOf(newest, content, actor);
}

function draftOf(newest: EntryVersion | null, content: EntryContent, { id, role, unit }: Actor): EntryVersion {
  const draft = newest?.state === 'draft' ? newest : null;
  return {
    ...{ version: draft?.version ?? (newest?.version ?? 0) + 1, state: 'draft', content },
    ...{ writtenBy: { id, role, unit }, approvedBy: null, publishedBy: null, publishedAt: null, reviewBy: null },
    reason: draft?.reason ?? null,
  };
}

/**
 * What a city brings with it, taken in by who runs the system: as a draft, for the units to review, or as it was
 * confirmed elsewhere, published at once. What is in review here is not touched.
 */
export function takenIn(
  newest: EntryVersion | null,
  content: EntryContent,
  { by, at, published }: { readonly by: Actor; readonly at: Date; readonly published: boolean },
): EntryVersion {
  if (newest?.state === 'unitReview' || newest?.state === 'hotlineReview') throw notNow(newest.state);
  const draft = draftOf(newest, content, by);
  if (!published) return draft;
  return { ...draft, state: 'published', publishedBy: by, publishedAt: at, reviewBy: nextReview(at), reason: null };
}

/** Nobody writes what is another unit's, nor gives away what is not theirs. */
function refusalToWrite(
  newest: EntryVersion | null,
  { ownerUnit }: Pick<EntryContent, 'ownerUnit'>,
  actor: PlacedActor,
): Refusal | null {
  const owners = new Set([ownerUnit, newest?.content.ownerUnit ?? ownerUnit]);
  if (![...owners].every((owner) => isOf('unit', owner, actor) || isOf('hotline', owner, actor)))
    return new Refusal('actor-not-allowed', SAYS_NO.both);
  if (newest?.state !== 'unitReview' && newest?.state !== 'hotlineReview') return null;
  return notNow(newest.state);
}

/** The version as it stands once that was done; what is not said stays, the content always. */
export function decideEntry(
  version: EntryVersion,
  command: EntryCommand,
  { actor, at, reason }: { readonly actor: PlacedActor; readonly at: Date; readonly reason: string | null },
): EntryVersion {
  const refusal = refusalOf(version, command, actor, at);
  if (refusal !== null) throw refusal;
  const row = ROWS[command];
  refuseUnless(
    !row.needsReason || (reason !== null && !isBlank(reason)),
    'reason-required',
    'Say why: whoever wrote the entry has to mend it.',
  );
  const { id, role, unit } = actor;
  return { ...version, ...row.becomes({ by: { id, role, unit }, at, reason }) };
}

/** How a version shows that this was done, by whom or for which reason. */
const DONE: Readonly<
  Partial<Record<EntryCommand, (version: EntryVersion, actor: Actor, reason: string | null) => boolean>>
> = {
  submit: ({ state, writtenBy }, { id }) => state === 'unitReview' && writtenBy.id === id,
  approve: ({ state, approvedBy }, { id }) => state === 'hotlineReview' && approvedBy?.id === id,
  publish: ({ state, publishedBy }, { id }) => state === 'published' && publishedBy?.id === id,
  return: ({ state, reason: said }, _actor, reason) => state === 'draft' && said !== null && said === reason,
  withdraw: ({ state, reason: said }, _actor, reason) => state === 'withdrawn' && said === reason,
};

/** Whether the version is what this would make of it: who is told twice is answered, and nothing changes. */
export function wasDoneSo(version: EntryVersion, command: EntryCommand, actor: Actor, reason: string | null): boolean {
  return DONE[command]?.(version, actor, reason) ?? false;
}

function refusalOf(version: EntryVersion, command: EntryCommand, actor: PlacedActor, now: Date): Refusal | null {
  const row = ROWS[command];
  const state = entryState(version, now);
  if (!row.by.some((side) => isOf(side, version.content.ownerUnit, actor)))
    return new Refusal('actor-not-allowed', SAYS_NO[row.by.length === 2 ? 'both' : (row.by[0] ?? 'both')]);
  if (!row.from.includes(state)) return notNow(state);
  const took = [version.writtenBy, ...(command === 'publish' ? [version.approvedBy] : [])];
  if (row.byAnother && took.some((one) => one?.id === actor.id))
    return new Refusal(
      'separation-of-duties',
      'Nobody reviews an entry that they wrote or approved. Another person does.',
    );
  return null;
}

function notNow(state: EntryState): Refusal {
  return new Refusal('illegal-transition', `The entry is ${state}, and that cannot be done with it now.`);
}

function isOf(side: 'unit' | 'hotline', ownerUnit: string, actor: PlacedActor): boolean {
  return side === 'unit' ? isOfUnit(ownerUnit, actor) : isOfHotline(actor);
}

/** Whether somebody works on what is this unit's. */
export function isOfUnit(ownerUnit: string, { role, unit }: Pick<PlacedActor, 'role' | 'unit'>): boolean {
  return unit === ownerUnit && WRITERS.includes(role);
}

/** Whether somebody answers for what the hotline reads out. */
export function isOfHotline({ role }: Pick<PlacedActor, 'role'>): boolean {
  return HOTLINE.includes(role);
}
