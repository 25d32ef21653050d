import { parted, type AdminAct, type AdminNoun, type AdminValue } from '../../domain/admin/admin-change.js';
import type { AdminChange as Row, AdminChangePersonal as Personal } from '../generated/client.js';
import type { Tables } from '../postgres/prisma.js';
import { changeContext } from '../secrets/sealed-columns.js';
import type { Sealing } from '../secrets/sealing.js';
import type { ChangeSeals, ChangeWords } from './change-seals.js';

/** Who changes something; without an id it is the command line. */
export interface Author {
  readonly id: string | null;
  readonly role: string | null;
  readonly unit: string | null;
  /** Of the person, by its id. */
  readonly position: string | null;
  /** The prefix of the key, or the session, by which the actor was known. */
  readonly key: string | null;
  readonly session: string | null;
  readonly address: string | null;
  /** Under which it was asked, so that a repetition is known. */
  readonly requestKey: string | null;
}
export const COMMAND_LINE: Author = {
  id: null,
  role: null,
  unit: null,
  position: null,
  key: null,
  session: null,
  address: null,
  requestKey: null,
};

export interface Change {
  readonly noun: AdminNoun;
  readonly subject: string;
  readonly act: AdminAct;
  /** `null`: it was not there. */
  readonly before: AdminValue | null;
  /** `null`: it is there no more. */
  readonly after: AdminValue | null;
  /** Of the thing, after the change; `null` when it is there no more. */
  readonly version: number | null;
  /** The number of the change that this one takes back. */
  readonly undoes?: string;
}

/** A change as it was written down. */
export interface KeptChange extends Omit<Change, 'undoes'> {
  readonly number: string;
  readonly at: Date;
  readonly author: Author;
  readonly undoes: string | null;
  /** The number of the change that took this one back. */
  readonly undoneBy: string | null;
  /** What of both was sealed; opened. */
  readonly personal: { readonly before: AdminValue | null; readonly after: AdminValue | null } | null;
}

/** In the caller's transaction, which holds the lock of the trail. */
export async function writeChanges(
  tx: Tables,
  { seals, sealing }: { readonly seals: ChangeSeals; readonly sealing: Sealing },
  author: Author,
  changes: readonly Change[],
  at: Date,
): Promise<void> {
  const last = await tx.adminChange.findFirst({ orderBy: { number: 'desc' } });
  let previous = last?.tag ?? null;
  let number = last?.number ?? 0n;
  const personals: Personal[] = [];
  const rows = changes.map((change) => {
    number += 1n;
    const before = parted(change.noun, change.before);
    const after = parted(change.noun, change.after);
    const personal = { before: before.personal, after: after.personal };
    const isPersonal = personal.before !== null || personal.after !== null;
    const apart: Personal | null = isPersonal
      ? {
          number,
          sealed: Buffer.from(sealing.sealUnderMaster(personal, changeContext(String(number)))),
          digest: Buffer.from(seals.digestOf(number, personal)),
        }
      : null;
    if (apart) personals.push(apart);
    const row: Omit<Row, 'tag'> = {
      number,
      at,
      ...{ actorId: author.id, actorRole: author.role, actorUnit: author.unit, position: author.position },
      ...{ byKey: author.key, session: author.session, address: author.address },
      ...{ noun: change.noun, subject: change.subject, act: change.act },
      before: before.open && JSON.stringify(before.open),
      after: after.open && JSON.stringify(after.open),
      personalSealed: null,
      version: change.version,
      requestKey: author.requestKey,
      undoes: change.undoes === undefined ? null : BigInt(change.undoes),
    };
    previous = Uint8Array.from(seals.tagOf(previous, wordsOf(row, apart)));
    return { ...row, tag: previous };
  });
  await tx.adminChange.createMany({ data: rows });
  await tx.adminChangePersonal.createMany({ data: personals });
}

/**
 * All of the row that its tag vouches for. Of what is personal the digest, or of rows of before what was sealed, as it
 * was then.
 */
export function wordsOf(row: Omit<Row, 'tag'>, personal: Pick<Personal, 'digest'> | null): ChangeWords {
  const { number, at, actorId, actorRole, actorUnit, position, byKey, session, address, personalSealed } = row;
  const { noun, subject, act, before, after, version, requestKey, undoes } = row;
  return [
    ...[String(number), at.toISOString(), actorId, actorRole, actorUnit, position, byKey, session, address],
    ...[noun, subject, act, before, after, hex(personalSealed ?? personal?.digest ?? null)],
    ...[version, requestKey, undoes === null ? null : String(undoes)],
  ];
}

const hex = (bytes: Uint8Array | null): string | null => bytes && Buffer.from(bytes).toString('hex');

/** What the rows with these numbers say of people. */
export async function personalOf(
  { adminChangePersonal }: Pick<Tables, 'adminChangePersonal'>,
  numbers: readonly bigint[],
): Promise<Map<bigint, Personal>> {
  const rows = await adminChangePersonal.findMany({ where: { number: { in: [...numbers] } } });
  return new Map(rows.map((row) => [row.number, row]));
}

/** In clear; `null`: nothing of it is personal. Throws when nobody who has these keys can open it. */
export function openedPersonal(
  { number, personalSealed }: Pick<Row, 'number' | 'personalSealed'>,
  personal: Pick<Personal, 'sealed'> | null,
  sealing: Pick<Sealing, 'openUnderMaster'>,
): KeptChange['personal'] {
  const sealed = personal?.sealed ?? personalSealed;
  return sealed && (sealing.openUnderMaster(sealed, changeContext(String(number))) as KeptChange['personal']);
}

export function changeOf(row: Row, apart: Personal | null, sealing: Sealing, undoneBy: bigint | null): KeptChange {
  const { number, at, noun, subject, act, before, after, version, undoes } = row;
  const { actorId, actorRole, actorUnit, position, byKey, session, address, requestKey } = row;
  const read = (text: string | null): AdminValue | null => (text === null ? null : (JSON.parse(text) as AdminValue));
  return {
    number: String(number),
    at,
    author: {
      ...{ id: actorId, role: actorRole, unit: actorUnit, position, key: byKey, session, address, requestKey },
    },
    ...{ noun: noun as AdminNoun, subject, act: act as AdminAct, before: read(before), after: read(after), version },
    undoes: undoes === null ? null : String(undoes),
    undoneBy: undoneBy === null ? null : String(undoneBy),
    personal: openedPersonal(row, apart, sealing),
  };
}
