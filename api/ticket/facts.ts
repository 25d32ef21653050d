import { Refusal, refuseUnless } from '../../domain/refusal.js';
import type { Command, CommandBodies, Facts } from '../../domain/ticket/commands.js';
import { goesOnAs } from '../../domain/city/closing.js';
import { unitsNamedIn } from '../../domain/intake/named-units.js';
import { wordsLeftIn } from '../../domain/intake/left-words.js';
import { isOpenTask } from '../../domain/ticket/draft.js';
import { can } from '../../domain/ticket/permissions.js';
import { isConcluded, workflowIdOf } from '../../domain/ticket/rules/intake.js';
import type { ClassFacts, UnitFacts } from '../../domain/ticket/ticket.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { classFactsOf, unitFactsOf } from '../../storage/reference/reference-data.js';
import type { NamedTicket } from '../../storage/ticket/stored-ticket.js';
import { ApiProblem } from '../http/problem.js';
import type { Services } from '../services.js';
import type { Account } from '../access/account.js';

type Named = Partial<
  Record<'unit' | 'suggestedUnit' | 'accusedUnit' | 'area', string> & Record<'units' | 'coUnits', readonly string[]>
>;

/** By these a ticket comes to units that its body names. */
const HANDS_ON: ReadonlySet<Command> = new Set(['concludeConsultation', 'dispatch', 'adjudicate', 'judge', 'whistle']);

/** The body with those who go on for units that are closed. Whom a report is about stays who it is. */
export function atSuccessors<C extends Command>(
  body: CommandBodies[C],
  { units }: Pick<ReferenceSnapshot, 'units'>,
): CommandBodies[C] {
  const { unit, suggestedUnit, units: several, coUnits } = body as Named;
  const one = (id: string): string => goesOnAs(id, units);
  return {
    ...body,
    ...(unit !== undefined && { unit: one(unit) }),
    ...(suggestedUnit !== undefined && { suggestedUnit: one(suggestedUnit) }),
    ...(several !== undefined && { units: [...new Set(several.map(one))] }),
    ...(coUnits !== undefined && { coUnits: [...new Set(coUnits.map(one))] }),
  };
}

/** What the rules need to know of that which a body names. The workflow cannot look it up, so it rides along. */
export async function factsFor<C extends Command>(
  { ticket, command, body }: { ticket: NamedTicket; command: C; body: CommandBodies[C] },
  account: Account,
  reference: ReferenceSnapshot,
  views: Services['views'],
): Promise<Facts> {
  const { unit, suggestedUnit, accusedUnit, area, units = [], coUnits = [] } = body as Named;
  const named = [unit, suggestedUnit, accusedUnit, area, ...units, ...coUnits].filter((id) => id !== undefined);
  const { classCode, into } = body as { classCode?: string; into?: string };
  const facts = unitFactsFor(named, reference);
  const namedInText = HANDS_ON.has(command) ? await namedIn(ticket, Object.values(facts), reference, views) : [];
  return {
    units: command === 'correct' ? { ...(await unitsOn(ticket, reference, views)), ...facts } : facts,
    classFacts: classCode === undefined ? null : classFactsFor(classCode, reference),
    master: command === 'merge' && into !== undefined ? await masterFor(into, account, views) : null,
    ...(namedInText.length > 0 && { namedInText }),
    ...(command === 'confirmRedaction' && saysYesTo(body as CommandBodies['confirmRedaction'])),
  };
}

/** Found here, for the workflow never sees what units will read. */
function saysYesTo({
  kept = [],
  ...written
}: CommandBodies['confirmRedaction']): Pick<Facts, 'leftInRedaction' | 'released'> {
  const leftInRedaction = wordsLeftIn(written, kept);
  const released = written.added?.map(({ event }) => event);
  return { ...(leftInRedaction.length > 0 && { leftInRedaction }), ...(released && { released }) };
}

/** Of a report that is said to be about nobody: which of these units, and those above them, its own text names. */
async function namedIn(
  { id, type, accusedUnit }: NamedTicket,
  facts: readonly UnitFacts[],
  { units }: ReferenceSnapshot,
  views: Services['views'],
): Promise<string[]> {
  if (type !== 'report' || accusedUnit !== null || facts.length === 0) return [];
  const content = (await views.find(id))?.content;
  if (!content) return [];
  const asked = new Set(facts.flatMap(({ path }) => path));
  const known = [...asked].flatMap((one) => units.get(one) ?? []);
  return unitsNamedIn(`${content.title}\n${content.text}`, known);
}

/** The units that have a part in a ticket, with their place: one of them may be the accused, or below it. */
async function unitsOn(
  { id }: NamedTicket,
  { units }: ReferenceSnapshot,
  views: Services['views'],
): Promise<Record<string, UnitFacts>> {
  const state = (await views.find(id))?.state;
  if (!state) return {};
  const { lead, tasks, coUnits, fixedLead } = state;
  const ids = [
    ...tasks.filter(isOpenTask).map(({ unit }) => unit),
    ...coUnits,
    ...(fixedLead === null ? [] : [fixedLead]),
    ...(lead === null ? [] : [lead.id]),
  ];
  const known = ids.flatMap((one) => units.get(one) ?? []);
  return Object.fromEntries(known.map((unit) => [unit.id, unitFactsOf(unit)]));
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
    leadPath: [...(state.lead?.path ?? []), ...(state.lead?.takenFor ?? [])],
  };
}
