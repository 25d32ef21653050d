import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { ApiProblem } from '../http/problem.js';

/** 2 to the power of `n` rounds over `r` blocks, `p` times; kept with every hash, so that they can be raised. */
export interface ScryptCost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

export interface Passwords {
  /** Throws a problem when so many wait that one more would wait too long. */
  assertRoom(): void;
  hash(password: string): Promise<string>;
  /** `null`: there is nothing to compare with, which takes as long. */
  matches(password: string, stored: string | null): Promise<boolean>;
}

/** What OWASP asks at least: 32 MiB for a quarter of a second. */
export const SCRYPT_COST: ScryptCost = { n: 15, r: 8, p: 3 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** Half of the machine stays with everybody else, however many sign in at once. */
const AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));
/** Half a minute of work. Who comes after that is told to come again. */
const MOST_WAITING = 100;
const AGAIN_SECONDS = '30';
const SHAPE = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]+)$/;

/** Passwords as slow hashes, a few at a time. */
export function createPasswords(cost: ScryptCost = SCRYPT_COST, mostWaiting: number = MOST_WAITING): Passwords {
  const turn = pLimit(AT_ONCE);
  /** Compared with when there is no other; nobody knows what it is the hash of. */
  const nobodys = [cost.n, cost.r, cost.p, randomBytes(SALT_BYTES), randomBytes(KEY_BYTES)] as const;

  function assertRoom(): void {
    if (turn.pendingCount < mostWaiting) return;
    throw new ApiProblem('unavailable', 'So many sign in at this moment that nobody else can be looked at.', {
      headers: { 'Retry-After': AGAIN_SECONDS },
    });
  }

  async function derived(password: string, salt: Buffer, { n, r, p }: ScryptCost, bytes: number): Promise<Buffer> {
    assertRoom();
    const N = 2 ** n;
    const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
    return turn(
      () =>
        new Promise((resolve, reject) => {
          scrypt(password.normalize('NFKC'), salt, bytes, options, (error, key) =>
            error ? reject(error) : resolve(key),
          );
        }),
    );
  }

  return {
    assertRoom,
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const key = await derived(password, salt, cost, KEY_BYTES);
      return ['scrypt', cost.n, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
    },
    async matches(password, stored) {
      const [n, r, p, salt, key] = stored === null ? nobodys : partsOf(stored);
      const given = await derived(password, salt, { n, r, p }, key.length);
      return timingSafeEqual(given, key) && stored !== null;
    },
  };
}

function partsOf(stored: string): readonly [number, number, number, Buffer, Buffer] {
  const [, n, r, p, salt, key] = SHAPE.exec(stored) ?? [];
  if (n === undefined || salt === undefined || key === undefined) {
    throw new Error(
      'A password is kept in a form that this version does not know. Reset it: huiying accounts reset-password.',
    );
  }
  return [Number(n), Number(r), Number(p), Buffer.from(salt, 'base64url'), Buffer.from(key, 'base64url')];
}
