import type pg from 'pg';
import { int, uuid } from '../postgres/kinds.js';
import { inTables, prismaOver, type Tables } from '../postgres/prisma.js';
import { statement } from '../postgres/statement.js';
import { factorContext } from '../secrets/sealed-columns.js';
import type { Sealing } from '../secrets/sealing.js';
import { tokenHash } from '../secrets/token-hash.js';

export interface StoredFactor {
  readonly secret: string;
  readonly confirmed: boolean;
}

export interface FactorStore {
  find(personId: string): Promise<StoredFactor | null>;
  /** In place of one that was offered and not confirmed. `false`: there is one that is confirmed. */
  offer(personId: string, secret: string): Promise<boolean>;
  /** The factor works from now on; these codes open instead of it, each once. */
  confirm(personId: string, recoveryCodes: readonly string[], now: Date): Promise<void>;
  /** What there was of them opens nothing any more. */
  replaceRecoveryCodes(personId: string, recoveryCodes: readonly string[]): Promise<void>;
  remove(personId: string): Promise<void>;
  /** Takes the code of this step; `false`: it, or a later one, was used before. */
  useStep(personId: string, step: number): Promise<boolean>;
  useRecoveryCode(personId: string, code: string, now: Date): Promise<boolean>;
  recoveryCodesLeft(personId: string): Promise<number>;
}

const USE_STEP = statement(
  'UPDATE second_factor SET last_step = $2 WHERE person_id = $1 AND last_step < $2 RETURNING last_step AS step',
  { takes: [uuid, int], gives: { step: int } },
);

export function createFactorStore(pool: pg.Pool, sealing: Sealing): FactorStore {
  return {
    async find(personId) {
      const { secondFactor } = await prismaOver(pool);
      const row = await secondFactor.findUnique({ where: { personId } });
      return (
        row && {
          secret: sealing.openUnderMaster(row.secretSealed, factorContext(personId)) as string,
          confirmed: row.confirmedAt !== null,
        }
      );
    },
    offer: (personId, secret) =>
      inTables(pool, async (tx) => {
        await tx.secondFactor.deleteMany({ where: { personId, confirmedAt: null } });
        const secretSealed = Buffer.from(sealing.sealUnderMaster(secret, factorContext(personId)));
        const { count } = await tx.secondFactor.createMany({
          data: [{ personId, secretSealed }],
          skipDuplicates: true,
        });
        return count === 1;
      }),
    confirm: (personId, recoveryCodes, now) =>
      inTables(pool, async (tx) => {
        await tx.secondFactor.updateMany({ where: { personId }, data: { confirmedAt: now } });
        await putCodes(tx, personId, recoveryCodes);
      }),
    replaceRecoveryCodes: (personId, recoveryCodes) => inTables(pool, (tx) => putCodes(tx, personId, recoveryCodes)),
    remove: (personId) => removeFactor(pool, personId),
    async useStep(personId, step) {
      return (await USE_STEP.rows(pool, [personId, step])).length === 1;
    },
    async useRecoveryCode(personId, code, now) {
      const { recoveryCode } = await prismaOver(pool);
      const where = { personId, codeHash: tokenHash(code), usedAt: null };
      const { count } = await recoveryCode.updateMany({ where, data: { usedAt: now } });
      return count === 1;
    },
    async recoveryCodesLeft(personId) {
      const { recoveryCode } = await prismaOver(pool);
      return recoveryCode.count({ where: { personId, usedAt: null } });
    },
  };
}

async function putCodes(tx: Tables, personId: string, recoveryCodes: readonly string[]): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { personId } });
  await tx.recoveryCode.createMany({ data: recoveryCodes.map((code) => ({ personId, codeHash: tokenHash(code) })) });
}

/** A factor that was lost goes with its recovery codes. Nothing needs to be opened for that. */
export async function removeFactor(pool: pg.Pool, personId: string): Promise<void> {
  await inTables(pool, async (tx) => {
    await tx.secondFactor.deleteMany({ where: { personId } });
    await tx.recoveryCode.deleteMany({ where: { personId } });
  });
}
