import type { Instant } from '../calendar/types.js';
import type { PolicyAssignment, PolicyPack } from './types.js';

export interface PackQuestion {
  readonly at: Instant;
  /** The unit and its superiors; order does not matter. */
  readonly unitPath: readonly string[];
  readonly channel: string;
}

/**
 * The pack that holds: of the rows in force at `at` (from inclusive, to exclusive) that match unit and channel, the one
 * with the highest priority; among equals the latest `effectiveFrom`, then code and version in alphabetical order, so
 * that the answer never depends on the order of rows.
 */
export function selectPack(
  assignments: readonly PolicyAssignment[],
  packs: readonly PolicyPack[],
  question: PackQuestion,
): PolicyPack {
  const [best] = assignments.filter((row) => matches(row, question)).sort(byRank);
  if (!best) {
    throw new Error(
      `No policy pack is assigned at ${question.at} for unit ${question.unitPath.join(' < ') || '(none)'} and channel ${question.channel}. ` +
        'Add an assignment without unit and channel, so that every ticket has a pack.',
    );
  }
  const pack = packs.find(({ code, version }) => code === best.pack && version === best.version);
  if (!pack) {
    throw new Error(
      `Policy pack ${best.pack}@${best.version} is assigned at ${question.at} but not present ` +
        `(present: ${packs.map(({ code, version }) => `${code}@${version}`).join(', ') || 'none'}). Add the pack or correct the assignment.`,
    );
  }
  return pack;
}

function matches(row: PolicyAssignment, { at, unitPath, channel }: PackQuestion): boolean {
  const instant = Date.parse(at);
  return (
    Date.parse(row.effectiveFrom) <= instant &&
    (row.effectiveTo == null || instant < Date.parse(row.effectiveTo)) &&
    (row.unit == null || unitPath.includes(row.unit)) &&
    (row.channel == null || row.channel === channel)
  );
}

function byRank(a: PolicyAssignment, b: PolicyAssignment): number {
  return (
    b.priority - a.priority ||
    Date.parse(b.effectiveFrom) - Date.parse(a.effectiveFrom) ||
    alphabetical(a.pack, b.pack) ||
    alphabetical(a.version, b.version)
  );
}

function alphabetical(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
