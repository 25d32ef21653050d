import { Refusal, refuseUnless } from '../../domain/refusal.js';
import type { Command, CommandBodies, Facts } from '../../domain/ticket/commands.js';
import { can } from '../../domain/ticket/permissions.js';
import { isConcluded, workflowIdOf } from '../../domain/ticket/rules/intake.js';
import type { ClassFacts, UnitFacts } from '../../domain/ticket/ticket.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { classFactsOf, unitFactsOf } from '../../storage/reference/reference-data.js';
import { ApiProblem } from '../http/problem.js';
import type { Services } from '../services.js';
import type { Account } from '../access/account.js';

type Named = Partial<
  Record<'unit' | 'suggestedUnit' | 'accusedUnit', string> & Record<'units' | 'coUnits', readonly string[]>
>;

/** What the rules need to know of that which a body names. The workflow cannot look it up, so it rides along. */
export async function factsFor<C extends Command>(
  command: C,
  body: CommandBodies[C],
  account: Account,
  reference: ReferenceSnapshot,
  views: Services['views'],
): Promise<Facts> {
  const { unit, suggestedUnit, accusedUnit, units = [], coUnits = [] } = body as Named;
  const named = [unit, suggestedUnit, accusedUnit, ...units, ...coUnits].filter((id) => id !== undefined);
  const { classCode, into } = body as { classCode?: string; into?: string };
  return {
    units: unitFactsFor(named, reference),
    classFacts: classCode === undefined ? null : classFactsFor(classCode, reference),
    master: command === 'merge' && into !== undefined ? await masterFor(into, account, views) : null,
  };
}

export function unitFactsFor(ids: readonly string[], { units }: ReferenceSnapshot): Record<string, UnitFacts> {
  return Object.fromEntries(
    ids.map((id) => {
      const unit = units.get(id);
      refuseUnless(unit, 'unit-not-found', `There is no unit ${id}. See GET /api/v1/units.`);
      return [id, unitFactsOf(unit)];
    }),
  );
}

export function classFactsFor(code: string, { classes }: ReferenceSnapshot): ClassFacts {
  const facts = classFactsOf(classes.get(code));
  if (!facts) throw new ApiProblem('class-not-found', `There is no class ${code}. See GET /api/v1/classes.`);
  return facts;
}

async function masterFor(into: string, account: Account, views: Services['views']): Promise<Facts['master']> {
  const found = await views.find(into.toLowerCase());
  if (!found || !can(account, 'read', found.state)) {
    throw new Refusal('merge-not-allowed', 'The ticket to merge into was not found.');
  }
  const { state } = found;
  return {
    id: state.id,
    number: state.number,
    workflowId: workflowIdOf(state.id),
    state: state.state,
    isFollower: state.master !== null,
    concluded: isConcluded(state) !== null,
    followers: state.followers.length,
    urgency: state.urgency,
    type: state.type,
  };
}
