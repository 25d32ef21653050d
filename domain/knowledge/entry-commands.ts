import { isBlank } from '../intake/folded-text.js';
import { Refusal, refuseUnless } from '../refusal.js';
import type { PlacedActor } from '../ticket/permissions.js';
import type { Actor, ActorRole } from '../ticket/vocabulary.js';
import { entryState, REVIEWED_EVERY_MS, type EntryState, type EntryVersion } from './entry.js';

export const ENTRY_COMMANDS = ['submit', 'approve', 'return', 'publish', 'renew', 'withdraw'] as const;
export type EntryCommand = (typeof ENTRY_COMMANDS)[number];

/** Who answers for what the hotline reads out. */
const HOTLINE: readonly ActorRole[] = ['reviewer', 'dutyManager', 'director'];

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

function refusalOf(version: EntryVersion, command: EntryCommand, actor: PlacedActor, now: Date): Refusal | null {
  const row = ROWS[command];
  const state = entryState(version, now);
  if (!row.by.some((side) => isOf(side, version, actor)))
    return new Refusal('actor-not-allowed', SAYS_NO[row.by.length === 2 ? 'both' : (row.by[0] ?? 'both')]);
  if (!row.from.includes(state))
    return new Refusal('illegal-transition', `The entry is ${state}, and that cannot be done with it now.`, {
      currentState: state,
    });
  const took = [version.writtenBy, ...(command === 'publish' ? [version.approvedBy] : [])];
  if (row.byAnother && took.some((one) => one?.id === actor.id))
    return new Refusal(
      'separation-of-duties',
      'Nobody reviews an entry that they wrote or approved. Another person does.',
    );
  return null;
}

function isOf(side: 'unit' | 'hotline', { content }: EntryVersion, { role, unit }: PlacedActor): boolean {
  return side === 'unit' ? unit === content.ownerUnit : unit === null && HOTLINE.includes(role);
}
