import { CsvError, parse } from 'csv-parse/sync';
import { AccountWishSchema, IMPORT_COLUMNS, type ImportOutcome, type PositionWish } from '../../contracts/accounts.js';
import { chinaDate } from '../../domain/calendar/china-time.js';
import type { OpenOrClosed } from '../../domain/city/closing.js';
import { foldedSignInName, isSamePosition } from '../../domain/access/people.js';
import type { Noted } from '../../storage/admin/noun-store.js';
import {
  SignInNameTaken,
  type Person,
  type PersonPosition,
  type PersonStore,
} from '../../storage/access/person-store.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import { fieldErrors } from '../http/validation.js';
import { checkedPerson } from './checked-person.js';

const COLUMNS = IMPORT_COLUMNS.join(', ');

/** What came of one line of the file. */
export interface LineResult {
  readonly line: number;
  readonly signInName: string;
  readonly result: ImportOutcome;
  /** Why it was refused: a problem, a refusal of the rules, or a fault. */
  readonly error: unknown;
}
type Outcome = Pick<LineResult, 'result' | 'error'>;

type Line = Readonly<Record<(typeof IMPORT_COLUMNS)[number], string>> & { readonly at: number };

interface Work {
  readonly people: PersonStore;
  readonly units: ReadonlyMap<string, OpenOrClosed>;
  readonly now: Date;
  /** Who adds; `null`: the command line. */
  readonly by: string | null;
  /** Writes it to the trail. */
  readonly noted: Noted<Person>;
  /** Says what would come of it, and does nothing. */
  readonly dryRun: boolean;
}

/**
 * Lines with one sign-in name are one person with several positions. What the file says is added or changed; nothing
 * ends because it is not in the file. A person with a line that does not fit is left as it is, and the others are not.
 */
export async function importAccounts(csv: string, work: Work): Promise<LineResult[]> {
  const results: LineResult[] = [];
  for (const lines of byPerson(linesIn(csv))) {
    const outcome = await importPerson(lines, work);
    results.push(...lines.map(({ at, signInName }) => ({ line: at, signInName: signInName.trim(), ...outcome })));
  }
  return results.sort((one, other) => one.line - other.line);
}

async function importPerson(lines: readonly Line[], work: Work): Promise<Outcome> {
  try {
    return { result: await takePerson(lines, work), error: null };
  } catch (error) {
    return { result: 'refused', error };
  }
}

async function takePerson(
  lines: readonly Line[],
  { people, units, now, by, noted, dryRun }: Work,
): Promise<ImportOutcome> {
  const { signInName, name, positions } = wishOf(lines);
  const before = await people.named(signInName, now);
  if (before?.state === 'left')
    throw new ApiProblem('validation-failed', 'This person has left. Unlock the account first.');
  const kept = (before?.positions ?? []).filter((one) => !positions.some((wish) => isSame(wish, one)));
  const wish = checkedPerson({ signInName, name, positions }, units, before?.positions ?? [], now);
  const whole = { ...wish, positions: [...kept, ...wish.positions] };
  if (before && isAsWished(before, whole.name, whole.positions)) return 'unchanged';
  if (!dryRun) {
    const done = before
      ? await people.replace(before.id, whole, before.version, now, noted)
      : await people.create(whole, by, now, undefined, noted).catch(unlessTaken);
    if (!done) throw meanwhile();
  }
  return before ? 'changed' : 'added';
}

function wishOf(lines: readonly Line[]) {
  const [first] = lines;
  const input = {
    signInName: first?.signInName,
    name: first?.name,
    positions: lines
      .filter(({ role }) => role !== '')
      .map(({ role, unit, from, until }) => ({ role, unit: unit || null, from: from || null, until: until || null })),
  };
  const parsed = AccountWishSchema.safeParse(input);
  if (!parsed.success) {
    const errors = fieldErrors(parsed.error, input, 'body');
    const said = errors.map(({ pointer, message }) => `${pointer}: ${message}`).join(' ');
    throw new ApiProblem('validation-failed', said, { errors });
  }
  if (lines.some(({ name }) => name !== first?.name))
    throw invalidField('/name', 'invalid', 'The lines of this person give different names.');
  return parsed.data;
}

const meanwhile = (): ApiProblem =>
  new ApiProblem('stale-version', 'Somebody else changed the account meanwhile. Import the file again.');

function unlessTaken(error: unknown): never {
  throw error instanceof SignInNameTaken ? meanwhile() : error;
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

function linesIn(csv: string): Line[] {
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(csv, { bom: true, columns: true, info: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw invalidField('/csv', 'invalid', `This cannot be read as CSV, at or before line ${String(error['lines'])}.`);
  }
  const [head] = rows;
  const unknown = Object.keys(head?.record ?? {}).filter((name) => !IMPORT_COLUMNS.some((one) => one === name));
  if (unknown.length > 0)
    throw invalidField(
      '/csv',
      'invalid',
      `The file is not taken: there are no columns ${unknown.join(', ').slice(0, 200)}, but ${COLUMNS}.`,
    );
  if (head && (head.record['signInName'] === undefined || head.record['name'] === undefined))
    throw invalidField(
      '/csv',
      'invalid',
      `The first line names the columns, signInName and name among them: ${COLUMNS}.`,
    );
  return rows.map(({ record, info }) => {
    const of = (name: (typeof IMPORT_COLUMNS)[number]): string => record[name] ?? '';
    return {
      ...{ signInName: of('signInName'), name: of('name'), role: of('role'), unit: of('unit') },
      ...{ from: of('from'), until: of('until'), at: info.lines },
    };
  });
}
