import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { readEnv, type Env } from '../config/env.js';
import { assertTakesNew, type OpenOrClosed } from '../domain/city/closing.js';
import { Refusal } from '../domain/refusal.js';
import { createAdminDesk, type AdminDesk, type Desk } from '../storage/admin/admin-desk.js';
import { createChangeSeals } from '../storage/admin/change-seals.js';
import { COMMAND_LINE } from '../storage/admin/change-trail.js';
import { createSealing, type Sealing } from '../storage/secrets/sealing.js';
import { meantKeys } from './stack/data-keys.js';
import { ListRefused, type Saved } from '../storage/reference/city-store.js';
import { openDatabase, type Database } from '../storage/postgres/database.js';
import { CliFailure, messageOf } from './failure.js';
import { meantDatabase } from './running-database.js';
import { createTerminal, type Terminal } from './terminal.js';

export interface ListWork {
  readonly terminal: Terminal;
  readonly database: Database;
  readonly env: Env;
}

/** So many complaints about a list are told at once. */
const TOLD = 20;

export async function withLists(
  { json = false, patient = false }: { readonly json?: boolean; readonly patient?: boolean },
  act: (work: ListWork) => Promise<void>,
): Promise<void> {
  const env = readEnv();
  const database = openDatabase(await meantDatabase(env), { connections: 2, onError: () => undefined, patient });
  try {
    await act({ terminal: createTerminal(json), database, env });
  } finally {
    await database.close();
  }
}

/**
 * A file with a JSON list, or with the answer of the API's route of the same name. Nothing of a list with a mistake is
 * taken.
 */
export async function readListFile<T extends z.ZodType>(file: string, row: T, example: string): Promise<z.output<T>[]> {
  let list: unknown;
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    list = typeof value === 'object' && value !== null && 'items' in value ? value.items : value;
  } catch (error) {
    throw new CliFailure(`${file} cannot be read as JSON`, messageOf(error), example);
  }
  if (!Array.isArray(list)) throw new CliFailure(`${file} holds no list`, 'a JSON list is wanted', example);
  const parsed = list.map((each) => row.safeParse(each));
  const faults = parsed.flatMap((result, at) =>
    (result.error?.issues ?? []).map(({ path, message }) => `entry ${at + 1}, ${path.join('.') || 'all'}: ${message}`),
  );
  if (faults.length > 0) throw nothingTaken(file, faults, example);
  return parsed.flatMap(({ data }) => (data === undefined ? [] : [data as z.output<T>]));
}

export function nothingTaken(file: string, faults: readonly string[], todo: string): CliFailure {
  const more = faults.length > TOLD ? ` … and ${faults.length - TOLD} more` : '';
  return new CliFailure(`Nothing of ${file} was taken`, `${faults.slice(0, TOLD).join('; ')}${more}`, todo);
}

export interface DryRun {
  readonly dryRun?: boolean;
}
export const DRY_RUN = ['--dry-run', 'say what would come of it, and change nothing'] as const;

/** The desk of whoever sits at the command line. What is changed here stands in the trail as well. */
export async function deskOf({ database, env }: ListWork): Promise<AdminDesk & { readonly sealing: Sealing }> {
  const keys = await meantKeys(env);
  const sealing = createSealing(keys);
  const desk = createAdminDesk(database.pool, { seals: createChangeSeals(keys), sealing }, () => new Date());
  return { ...desk, sealing };
}

/** A unit that is named for something new; `had`: it has that already. */
export function takesNew(id: string, units: ReadonlyMap<string, OpenOrClosed>, had = false): void {
  if (had && units.has(id)) return;
  try {
    assertTakesNew(id, units);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new CliFailure('Nothing was changed', error.message.replace(/\.$/, ''), 'See: huiying units list');
  }
}

/** What was done, or would be. */
export function doneOr({ dryRun }: DryRun, said: string): string {
  return dryRun === true ? `Nothing was changed. Without --dry-run: ${said}` : said;
}

/** Saves a list and says what came of it; what is wrong with it as a whole is told entry by entry. */
export async function saveList(
  work: ListWork,
  file: string,
  noun: { readonly one: string; readonly many: string },
  save: (desk: Desk) => Promise<Saved>,
  { dryRun = false }: DryRun = {},
): Promise<void> {
  const { terminal } = work;
  try {
    const desk = await deskOf(work);
    const saved = await desk.act(
      COMMAND_LINE,
      async (act) => {
        const done = await save(act);
        done.changes.forEach(act.note);
        return done;
      },
      { dryRun },
    );
    const { added = [], changed = [] } = saved ?? {};
    terminal.record({ added, changed, ...(dryRun && { dryRun }) });
    const count = (ids: readonly string[]): string => `${ids.length} ${ids.length === 1 ? noun.one : noun.many}`;
    const said = `${count(added)} added, ${changed.length} changed. APIs and workers know them within five seconds.`;
    terminal.line(doneOr({ dryRun }, said));
  } catch (error) {
    if (!(error instanceof ListRefused)) throw error;
    const faults = error.faults.map(({ of, field, says }) => `${of}, ${field}: ${says.replace(/\.$/, '')}`);
    throw nothingTaken(file, faults, 'Mend the list and import it again; what is in it already stays as it is.');
  }
}
