import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { checkedPerson } from '../api/access/checked-person.js';
import { AccountWishSchema, type PositionWish } from '../contracts/accounts.js';
import { chinaDate } from '../domain/calendar/china-time.js';
import type { OpenOrClosed } from '../domain/city/closing.js';
import { foldedSignInName, isSamePosition } from '../domain/access/people.js';
import type { Noted } from '../storage/admin/noun-store.js';
import type { Person, PersonPosition, PersonStore } from '../storage/access/person-store.js';
import { CliFailure, messageOf } from './failure.js';

export const IMPORT_COLUMNS = ['signInName', 'name', 'role', 'unit', 'from', 'until'] as const;
const EXAMPLE = `The first line reads ${IMPORT_COLUMNS.join(',')}; the next ones: li.na,李娜,handler,water,2026-12-01,`;

/** What came of one line of the file. */
export interface LineResult {
  readonly line: number;
  readonly signInName: string;
  readonly result: 'added' | 'changed' | 'unchanged' | 'refused';
  readonly why?: string;
}

type Line = Readonly<Record<(typeof IMPORT_COLUMNS)[number], string>> & { readonly at: number };

interface Work {
  readonly people: PersonStore;
  readonly units: ReadonlyMap<string, OpenOrClosed>;
  readonly now: Date;
  /** Writes it to the trail. */
  readonly noted: Noted<Person>;
  /** Says what would come of it, and does nothing. */
  readonly dryRun: boolean;
}

/**
 * Lines with one sign-in name are one person with several positions. What the file says is added or changed; nothing
 * ends because it is not in the file. A person with a line that does not fit is left as it is, and the others are not.
 */
export async function importAccounts(file: string, work: Work): Promise<LineResult[]> {
  const results: LineResult[] = [];
  for (const lines of byPerson(await linesIn(file))) {
    const outcome = await importPerson(lines, work);
    results.push(...lines.map(({ at, signInName }) => ({ line: at, signInName: signInName.trim(), ...outcome })));
  }
  return results.sort((one, other) => one.line - other.line);
}

async function importPerson(
  lines: readonly Line[],
  { people, units, now, noted, dryRun }: Work,
): Promise<Pick<LineResult, 'result' | 'why'>> {
  const [first] = lines;
  const parsed = AccountWishSchema.safeParse({
    signInName: first?.signInName,
    name: first?.name,
    positions: lines
      .filter(({ role }) => role !== '')
      .map(({ role, unit, from, until }) => ({ role, unit: unit || null, from: from || null, until: until || null })),
  });
  if (!parsed.success) {
    const said = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message.replace(/\.$/, '')}`);
    return { result: 'refused', why: said.join('; ') };
  }
  if (lines.some(({ name }) => name !== first?.name)) {
    return { result: 'refused', why: 'the lines of this person give different names' };
  }
  const before = await people.named(parsed.data.signInName, now);
  if (before?.state === 'left') return { result: 'refused', why: 'this person has left; unlock the account first' };
  try {
    const { positions } = parsed.data;
    const kept = (before?.positions ?? []).filter((one) => !positions.some((wish) => isSame(wish, one)));
    const wish = checkedPerson(parsed.data, units, before?.positions ?? [], now);
    const whole = { ...wish, positions: [...kept, ...wish.positions] };
    if (before && isAsWished(before, whole.name, whole.positions)) return { result: 'unchanged' };
    if (!dryRun) {
      const done = before
        ? await people.replace(before.id, whole, before.version, now, noted)
        : await people.create(whole, null, now, undefined, noted);
      if (!done) return { result: 'refused', why: 'somebody else changed the account meanwhile; import it again' };
    }
    return { result: before ? 'changed' : 'added' };
  } catch (error) {
    return { result: 'refused', why: messageOf(error).replace(/\.$/, '') };
  }
}

const isSame = ({ role, unit }: PositionWish, there: PersonPosition): boolean =>
  isSamePosition({ role, unit: unit ?? null }, there);

function isAsWished(before: Person, name: string, positions: readonly Omit<PersonPosition, 'id'>[]): boolean {
  const said = (all: readonly Omit<PersonPosition, 'id'>[]): string =>
    all
      .map(
        ({ role, unit, from, until }) => `${role} ${unit ?? ''} ${from.toISOString()} ${until ? chinaDate(until) : ''}`,
      )
      .sort()
      .join();
  return before.name === name && said(before.positions) === said(positions);
}

function byPerson(lines: readonly Line[]): Line[][] {
  const people = new Map<string, Line[]>();
  for (const line of lines) {
    const name = foldedSignInName(line.signInName);
    people.set(name, [...(people.get(name) ?? []), line]);
  }
  return [...people.values()];
}

async function linesIn(file: string): Promise<Line[]> {
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(await readFile(file), { bom: true, columns: true, info: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    const why = error instanceof CsvError ? error.message : messageOf(error);
    throw new CliFailure(`${file} cannot be read as CSV`, why.replace(/\.$/, ''), EXAMPLE);
  }
  const [head] = rows;
  const unknown = Object.keys(head?.record ?? {}).filter((name) => !IMPORT_COLUMNS.some((one) => one === name));
  if (head && (unknown.length > 0 || head.record['signInName'] === undefined || head.record['name'] === undefined)) {
    const why = unknown.length > 0 ? `there are no columns ${unknown.join(', ')}` : 'signInName or name is missing';
    throw new CliFailure(`Nothing of ${file} was taken`, why, EXAMPLE);
  }
  return rows.map(({ record, info }) => {
    const of = (name: (typeof IMPORT_COLUMNS)[number]): string => record[name] ?? '';
    return {
      ...{ signInName: of('signInName'), name: of('name'), role: of('role'), unit: of('unit') },
      ...{ from: of('from'), until: of('until'), at: info.lines },
    };
  });
}
