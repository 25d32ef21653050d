import { z } from 'zod';

/** What a key is for. Each purpose has keys of its own, so that whoever has one of them has no other. */
export const KEY_PURPOSES = ['sealing', 'signing', 'payloads'] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** `next` opens and does not seal yet, `current` does both, `retired` opens and never seals again. */
const KEY_STATES = ['next', 'current', 'retired'] as const;
export type KeyState = (typeof KEY_STATES)[number];

export interface RingKey {
  readonly id: string;
  /** 32 bytes, from which the key of each use is derived. */
  readonly key: Buffer;
  readonly state: KeyState;
  /** The master key of an installation without a ring: no id stands in front of what it sealed or signed. */
  readonly plain: boolean;
}

export interface KeysOf {
  readonly current: RingKey;
  /** Those that open as well. */
  readonly others: readonly RingKey[];
}

/** All keys of an installation, as they are now: they may be others the next time. */
export interface KeyRing {
  keysFor(purpose: KeyPurpose): KeysOf;
}

/** A ring, or the one key of an installation that has none. */
export type Keys = KeyRing | Buffer;

const KEY_BYTES = 32;
const DEFAULT_MASTER_ID = 'k1';

const key = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/)
  .transform((value) => Buffer.from(value, 'base64'));
const instant = z.iso.datetime();
const KeySchema = z.strictObject({
  /** Stands in front of what is sealed and signed, before a dot. */
  id: z.string().regex(/^[A-Za-z0-9_-]{1,16}$/),
  for: z.enum(KEY_PURPOSES),
  state: z.enum(KEY_STATES),
  /** Since when it is in this state. */
  since: instant,
  madeAt: instant,
  key,
});

/** A ring as it is written down. */
const RingSchema = z
  .strictObject({ version: z.literal(1), keys: z.array(KeySchema) })
  .refine(({ keys }) => new Set(keys.map(({ id }) => id)).size === keys.length, 'Two keys have one id.')
  .refine(({ keys }) => !hasTwo(keys, 'current') && !hasTwo(keys, 'next'), 'Two keys would seal for one purpose.');

export type Ring = z.output<typeof RingSchema>;
export type WrittenKey = Ring['keys'][number];

export interface MasterKey {
  readonly id: string;
  readonly key: Buffer;
}

function hasTwo(keys: readonly z.output<typeof KeySchema>[], state: KeyState): boolean {
  return KEY_PURPOSES.some((purpose) => keys.filter((one) => one.for === purpose && one.state === state).length > 1);
}

/** `null`: it is not a ring. Says nothing of what stands in it. */
export function ringIn(text: string): Ring | null {
  try {
    return RingSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

export function ringAsText(ring: Ring): string {
  const keys = ring.keys.map((one) => ({ ...one, key: one.key.toString('base64') }));
  return `${JSON.stringify({ version: ring.version, keys }, null, 2)}\n`;
}

/** The keys of one purpose; `null`: none of them may seal. The master key does where the ring has no other. */
function keysIn(ring: Ring | null, master: MasterKey | null, purpose: KeyPurpose): KeysOf | null {
  const own = (ring?.keys ?? [])
    .filter((one) => one.for === purpose)
    .map((one): RingKey => ({ id: one.id, key: one.key, state: one.state, plain: false }));
  const found = own.find(({ state }) => state === 'current');
  const before: RingKey[] = master ? [{ ...master, state: found ? 'retired' : 'current', plain: true }] : [];
  const current = found ?? before[0];
  return current ? { current, others: [...own, ...before].filter((one) => one !== current) } : null;
}

/** Throws when no key may seal for one of the purposes. */
export function keyRing(ring: Ring | null, master: MasterKey | null): KeyRing {
  const keys = new Map(
    KEY_PURPOSES.map((purpose) => {
      const of = keysIn(ring, master, purpose);
      if (!of)
        throw new Error(
          `No key is current for ${purpose}. Make one current with: huiying keyring use, or set HUIYING_MASTER_KEY.`,
        );
      return [purpose, of];
    }),
  );
  return {
    keysFor(purpose) {
      const of = keys.get(purpose);
      if (!of) throw new Error(`There is no purpose ${purpose}.`);
      return of;
    },
  };
}

export function asRing(keys: Keys): KeyRing {
  if (!Buffer.isBuffer(keys)) return keys;
  if (keys.length !== KEY_BYTES)
    throw new Error('HUIYING_MASTER_KEY must be 32 bytes in base64. Make one with: openssl rand -base64 32');
  return keyRing(null, { id: DEFAULT_MASTER_ID, key: keys });
}
