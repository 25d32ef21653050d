import type { PolicyAssignment, PolicyPack } from '../../domain/policy/types.js';
import type { NounStore } from '../admin/noun-store.js';
import { asJson, type Tables } from '../postgres/prisma.js';

/** What is asked of the packs or their assignments cannot be. */
export class PolicyRefused extends Error {
  override readonly name = 'PolicyRefused';
  constructor(
    readonly field: string,
    says: string,
  ) {
    super(says);
  }
}

export interface PackValue extends PolicyPack {
  readonly [field: string]: unknown;
}

/** By `code@version`. A published version never changes. */
export const policyPackNoun: NounStore<PackValue> = {
  noun: 'policyPack',
  async read(tx, id) {
    const [code = '', version = ''] = partsOf(id);
    const row = await tx.policyPack.findUnique({ where: { code_version: { code, version } } });
    return row && { version: 1, value: row.data as unknown as PackValue };
  },
  async put(tx, id, value, before) {
    if (before !== null) {
      throw new PolicyRefused('version', `${id} is published already and reads otherwise. Raise its version.`);
    }
    const { code, version } = value;
    await tx.policyPack.create({ data: { code, version, data: asJson(value) } });
  },
};

export const packId = ({ code, version }: Pick<PolicyPack, 'code' | 'version'>): string => `${code}@${version}`;

/** A code has no such sign in it. */
function partsOf(id: string): [string, string] {
  const at = id.indexOf('@');
  return [id.slice(0, at), id.slice(at + 1)];
}

export interface AssignmentValue extends PolicyAssignment {
  readonly [field: string]: unknown;
  readonly unit: string | null;
  readonly channel: string | null;
  readonly effectiveTo: string | null;
}

/** Which pack holds where and from when. What was sent out keeps the pack that it has. */
export const policyAssignmentNoun: NounStore<AssignmentValue> = {
  noun: 'policyAssignment',
  async read(tx, id) {
    const row = await tx.policyAssignment.findUnique({ where: { id } });
    if (!row) return null;
    const { pack, version, unit, channel, priority, effectiveFrom, effectiveTo } = row;
    const value: AssignmentValue = {
      ...{ pack, version, unit, channel, priority },
      effectiveFrom: effectiveFrom.toISOString(),
      effectiveTo: effectiveTo?.toISOString() ?? null,
    };
    return { version: row.versionNumber, value };
  },
  async put(tx, id, value, before) {
    const { pack, version, unit, channel, priority, effectiveFrom, effectiveTo } = value;
    const found = await tx.policyPack.findUnique({ where: { code_version: { code: pack, version } } });
    if (!found) throw new PolicyRefused('version', `There is no policy pack ${pack}@${version}. Publish it first.`);
    const data = { pack, version, unit, channel, priority, effectiveFrom, effectiveTo };
    if (before === null) await tx.policyAssignment.create({ data: { id, ...data } });
    else await tx.policyAssignment.update({ where: { id }, data: { ...data, versionNumber: { increment: 1 } } });
    await assertEveryTicketHasOne(tx);
  },
  async remove(tx, id) {
    await tx.policyAssignment.deleteMany({ where: { id } });
    await assertEveryTicketHasOne(tx);
  },
};

/** Without one that holds for every unit and channel, from long ago and for good, tickets could not be sent out. */
async function assertEveryTicketHasOne(tx: Tables): Promise<void> {
  const where = { unit: null, channel: null, effectiveTo: null, effectiveFrom: { lte: new Date() } };
  if ((await tx.policyAssignment.count({ where })) > 0) return;
  throw new PolicyRefused(
    'effectiveTo',
    'Some assignment must hold for every unit and channel, from now on and without an end, so that every ticket has a pack.',
  );
}
