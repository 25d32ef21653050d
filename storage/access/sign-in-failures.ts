import { createHash } from 'node:crypto';
import type pg from 'pg';
import { OF_ACCOUNT, OF_ADDRESS, type FailureLimit } from '../../domain/access/sign-in-delays.js';
import { float, instant, int, text } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

export interface SignInFailures {
  /**
   * Takes an attempt for this name, known or not, before anything is looked at, so that many at once are not more than
   * one after the other. Answers from when on there may be one; `null`: this one may go on.
   */
  attempt(signInName: string, now: Date): Promise<Date | null>;
  /** From when on this address may try again; `null`: now. */
  addressWaits(address: string, now: Date): Promise<Date | null>;
  addressFailed(address: string, now: Date): Promise<void>;
  /** The one who tried is the one: the name begins anew. */
  succeeded(signInName: string, now: Date): Promise<void>;
}

/**
 * $4 the failures that cost nothing, $5 the first wait, $6 the longest, $3 before that the last one is forgotten. One
 * that costs nothing leaves a moment long past: of two at once, that of the earlier clock reading may come second.
 */
const count = (unlessWaiting: boolean): string => `
INSERT INTO sign_in_failure AS f (subject, failures, last_at, again_at) VALUES ($1, 1, $2, $3)
ON CONFLICT (subject) DO UPDATE SET last_at = $2,
  failures = CASE WHEN f.last_at < $3 THEN 1 ELSE f.failures + 1 END,
  again_at = CASE WHEN f.last_at < $3 OR f.failures + 1 < $4 THEN $3
    ELSE $2 + make_interval(secs => least($6::float8, $5::float8 * power(2, least(f.failures + 1 - $4, 30)))) END
${unlessWaiting ? 'WHERE f.again_at <= $2' : ''}
RETURNING failures`;
const TAKES = { takes: [text, instant, instant, int, float, float], gives: { failures: int } } as const;
const ATTEMPT = statement(count(true), TAKES);
const FAILED = statement(count(false), TAKES);
const WAITS = statement(`SELECT again_at AS "againAt" FROM sign_in_failure WHERE subject = $1 AND again_at > $2`, {
  takes: [text, instant],
  gives: { againAt: instant },
});
/** With it goes what nobody asks about any more. */
const FORGET = statement('DELETE FROM sign_in_failure WHERE subject = $1 OR last_at < $2', { takes: [text, instant] });

const KEPT_MS = 86_400_000;

export function createSignInFailures(pool: pg.Pool): SignInFailures {
  const valuesOf = (subject: string, now: Date, limit: FailureLimit) =>
    [
      subject,
      now,
      new Date(now.getTime() - limit.forgottenSeconds * 1_000),
      limit.free,
      limit.firstSeconds,
      limit.mostSeconds,
    ] as const;
  async function waits(subject: string, now: Date): Promise<Date | null> {
    const [row] = await WAITS.rows(pool, [subject, now]);
    return row?.againAt ?? null;
  }
  return {
    async attempt(signInName, now) {
      const subject = ofName(signInName);
      const [taken] = await ATTEMPT.rows(pool, valuesOf(subject, now, OF_ACCOUNT));
      return taken ? null : ((await waits(subject, now)) ?? now);
    },
    addressWaits: (address, now) => waits(ofAddress(address), now),
    async addressFailed(address, now) {
      await FAILED.rows(pool, valuesOf(ofAddress(address), now, OF_ADDRESS));
    },
    async succeeded(signInName, now) {
      await FORGET.run(pool, [ofName(signInName), new Date(now.getTime() - KEPT_MS)]);
    },
  };
}

/** What somebody typed may be a password in the wrong field: it is not kept in clear. */
const ofName = (name: string): string => `name:${createHash('sha256').update(name).digest('base64url')}`;
const ofAddress = (address: string): string => `address:${address}`;
