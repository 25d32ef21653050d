import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { asRing, type Keys } from '../../config/key-ring.js';
import { subkey } from './signature.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Envelope encryption. Each ticket has a data key of its own, wrapped by a key that lives outside the database;
 * dropping the wrapped key erases all that was sealed under it; a backup made before keeps the key until it is gone
 * itself. The context (what is sealed, and of which ticket) is authenticated, so a sealed value cannot be moved to
 * another row.
 *
 * In front of what is sealed stands the id of the key; only the master key of an installation without a ring has none.
 */
export interface Sealing {
  newDataKey(ticketId: string): { dataKey: Buffer; wrappedKey: Buffer };
  /** Throws when the key was dropped or the one that wrapped it is not in the ring. */
  unwrap(ticketId: string, wrappedKey: Uint8Array): Buffer;
  /** For what belongs to no ticket. */
  sealUnderMaster(value: unknown, context: string): Buffer;
  openUnderMaster(sealed: Uint8Array, context: string): unknown;
  /** Smaller by what is said again and again, for what is kept in great numbers; not packed while `packs` says no. */
  sealPacked(value: unknown, context: string): Buffer;
  /** Opens what was not packed as well. */
  openPacked(sealed: Uint8Array, context: string): unknown;
  /** The same under the current key; `null`: it is under that key already. A data key's context is its ticket's id. */
  resealed(what: Sealed, sealed: Uint8Array, context: string): Buffer | null;
}

/** A data key, or what `sealUnderMaster` and `sealPacked` made. */
export type Sealed = 'data-key' | 'kept';

/** Nobody who has these keys can open it: the one that sealed it is not among them. */
export class SealingKeyMissing extends Error {
  override readonly name = 'SealingKeyMissing';

  constructor(id: string | null) {
    super(
      id === null
        ? 'It was sealed by the master key, which is not configured. Set HUIYING_MASTER_KEY again.'
        : `It was sealed by the key ${id}, which is not in the key ring. Put it back, as a retired key.`,
    );
  }
}

/** Before what is packed: no JSON begins with it. */
const PACKED = 0;
/** Nearly as small as the library's own choice, for a third of its time. */
const QUICKLY = { level: 1, memLevel: 4, windowBits: 12 };
/** Before the id of the key. What has no id begins with chance, which is as good as never this. */
export const ID_BEGINS = 'hy1.';
/** That, the id, and a dot. */
export const LONGEST_ID = 16;

const USE: Readonly<Record<Sealed, string>> = { 'data-key': 'data keys', kept: 'kept values' };

export function createSealing(keys: Keys, { packs = () => true }: { packs?(): boolean } = {}): Sealing {
  const ring = asRing(keys);

  function seal(what: Sealed, plain: Buffer, context: string): Buffer {
    const { current } = ring.keysFor('sealing');
    if (current.plain) return sealBytes(current.key, plain, Buffer.from(context));
    const front = frontOf(current.id);
    return Buffer.concat([front, sealBytes(subkey(current.key, USE[what]), plain, bound(front, context))]);
  }

  function open(what: Sealed, sealed: Uint8Array, context: string): Buffer {
    const { current, others } = ring.keysFor('sealing');
    const id = keyIdOf(sealed);
    const all = [current, ...others];
    const named = all.find((one) => !one.plain && one.id === id);
    if (named) {
      const front = frontOf(named.id);
      const key = subkey(named.key, USE[what]);
      return openBytes(key, Buffer.from(sealed).subarray(front.length), bound(front, context));
    }
    const master = all.find(({ plain }) => plain);
    if (!master) throw new SealingKeyMissing(id);
    try {
      return openBytes(master.key, Buffer.from(sealed), Buffer.from(context));
    } catch (error) {
      throw id === null ? error : new SealingKeyMissing(id);
    }
  }

  const ofTicket = (ticketId: string): string => `key:${ticketId}`;
  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  const read = (plain: Buffer): unknown => JSON.parse(plain.toString('utf8'));
  return {
    newDataKey(ticketId) {
      const dataKey = randomBytes(32);
      return { dataKey, wrappedKey: seal('data-key', dataKey, ofTicket(ticketId)) };
    },
    unwrap: (ticketId, wrappedKey) => open('data-key', wrappedKey, ofTicket(ticketId)),
    sealUnderMaster: (value, context) => seal('kept', json(value), context),
    openUnderMaster: (sealed, context) => read(open('kept', sealed, context)),
    sealPacked(value, context) {
      if (!packs()) return seal('kept', json(value), context);
      return seal('kept', Buffer.concat([Buffer.of(PACKED), deflateRawSync(json(value), QUICKLY)]), context);
    },
    openPacked(sealed, context) {
      const plain = open('kept', sealed, context);
      return read(plain[0] === PACKED ? inflateRawSync(plain.subarray(1)) : plain);
    },
    resealed(what, sealed, context) {
      const { current } = ring.keysFor('sealing');
      if (keyIdOf(sealed) === (current.plain ? null : current.id)) return null;
      const of = what === 'data-key' ? ofTicket(context) : context;
      return seal(what, open(what, sealed, of), of);
    },
  };
}

export function sealJson(key: Buffer, value: unknown, context: string): Buffer {
  return sealBytes(key, Buffer.from(JSON.stringify(value)), Buffer.from(context));
}

export function openJson(key: Buffer, sealed: Uint8Array, context: string): unknown {
  return JSON.parse(openBytes(key, Buffer.from(sealed), Buffer.from(context)).toString('utf8')) as unknown;
}

/** The id in front; `null`: there is none, so the master key sealed it. */
function keyIdOf(sealed: Uint8Array): string | null {
  const front = Buffer.from(sealed.subarray(0, ID_BEGINS.length + LONGEST_ID + 1)).toString('latin1');
  return /^hy1\.([A-Za-z0-9_-]{1,16})\./.exec(front)?.[1] ?? null;
}

const frontOf = (id: string): Buffer => Buffer.from(`${ID_BEGINS}${id}.`);
const bound = (front: Buffer, context: string): Buffer => Buffer.concat([front, Buffer.from(context)]);

function sealBytes(key: Buffer, plain: Buffer, context: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(context);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function openBytes(key: Buffer, bytes: Buffer, context: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES)).setAAD(context);
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES)), decipher.final()]);
}
