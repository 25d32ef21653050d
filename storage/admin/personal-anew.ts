import { bigint, bytes, int, listOf, orNull } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';
import type { Unopened } from '../secrets/resealing.js';
import { changeContext, ONLY_IN_THE_TRAIL } from '../secrets/sealed-columns.js';
import type { Sealing } from '../secrets/sealing.js';
import type { ChangeSeals } from './change-seals.js';

const PAGE = statement(
  `SELECT number, personal_sealed FROM admin_change
   WHERE personal_sealed IS NOT NULL AND number > $1 AND ${ONLY_IN_THE_TRAIL} ORDER BY number LIMIT $2::int`,
  { takes: [bigint, int], gives: { number: bigint, personal_sealed: orNull(bytes) } },
);
const ADD = statement(
  `INSERT INTO admin_change_personal (number, sealed, digest) SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[])
   ON CONFLICT (number) DO NOTHING`,
  { takes: [listOf(bigint), listOf(bytes), listOf(bytes)] },
);

export interface PersonalAnew {
  readonly database: Queryable;
  readonly sealing: Pick<Sealing, 'sealUnderMaster' | 'openUnderMaster'>;
  readonly seals: Pick<ChangeSeals, 'digestOf'>;
  readonly portion: number;
}

/**
 * Seals apart what rows of the trail of before say of people: those rows never change, so the key of their time would
 * be needed for ever. What they were sealed as stays, for their tags vouch for it, and nobody opens it any more. May be
 * ended at any place and begun again.
 */
export async function personalAnew({ database, sealing, seals, portion }: PersonalAnew): Promise<{
  readonly resealed: number;
  readonly unopened: readonly Unopened[];
}> {
  const unopened: Unopened[] = [];
  let resealed = 0;
  for (let after = '0'; ;) {
    const page = await PAGE.rows(database, [after, portion]);
    const anew = page.flatMap(({ number, personal_sealed: sealed }) => {
      const context = changeContext(number);
      try {
        const personal = sealing.openUnderMaster(sealed ?? Buffer.alloc(0), context);
        const digest = seals.digestOf(BigInt(number), personal);
        return [{ number, digest, sealed: sealing.sealUnderMaster(personal, context) }];
      } catch {
        unopened.push({ column: 'admin_change.personal_sealed', row: number });
        return [];
      }
    });
    resealed += await ADD.run(database, [
      anew.map(({ number }) => number),
      anew.map(({ sealed }) => sealed),
      anew.map(({ digest }) => digest),
    ]);
    const last = page.at(-1);
    if (!last || page.length < portion) return { resealed, unopened };
    after = last.number;
  }
}
