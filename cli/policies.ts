import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { previewPolicies } from '../api/reference/policy-preview.js';
import { createSignedCursors } from '../api/http/signed-cursors.js';
import { parseGoldenVectors, parsePolicyPack } from '../contracts/policy-pack.js';
import type { PreviewSchema } from '../contracts/policies.js';
import type { z } from 'zod';
import { goldenMismatches } from '../domain/policy/golden.js';
import type { PolicyPack } from '../domain/policy/types.js';
import { CHANNELS, type Channel } from '../domain/ticket/vocabulary.js';
import { COMMAND_LINE } from '../storage/admin/change-trail.js';
import { packId, policyAssignmentNoun, policyPackNoun, PolicyRefused } from '../storage/reference/policy-nouns.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { createWaitingForPack } from '../storage/ticket/waiting-for-pack.js';
import { CliFailure, messageOf } from './failure.js';
import { deskOf, doneOr, DRY_RUN, takesNew, withLists, type DryRun, type ListWork } from './lists.js';
import { meantKeys } from './stack/data-keys.js';

const EXAMPLE = 'See data/policies/default.json for the form.';

interface AssignOptions extends DryRun {
  readonly unit?: string;
  readonly channel?: Channel;
  readonly priority: number;
  readonly from: string;
  readonly to?: string;
  readonly json?: boolean;
}

export function definePolicies(command: Command): void {
  command
    .command('list')
    .description('the policy packs, and which holds where')
    .option('--json', 'print JSON, one a line')
    .action((options: { json?: boolean }) => withLists(options, list));
  command
    .command('publish')
    .description('publish a version of a pack from a file; it holds nowhere before it is assigned')
    .argument('<file>', 'a pack in the form of data/policies/default.json')
    .option('--golden <file>', 'dates worked out by hand; refused when the pack gives others')
    .option(...DRY_RUN)
    .option('--json', 'print JSON')
    .action((file: string, options: DryRun & { golden?: string; json?: boolean }) =>
      withLists(options, (work) => publish(work, file, options)),
    );
  const assigning = (name: string, description: string): Command =>
    command
      .command(name)
      .description(description)
      .argument('<assignment>', 'its name, as `list` shows it, or a new one')
      .argument('<pack>', 'code@version')
      .option('--unit <unit>', 'for this unit and all below it; default: for all')
      .addOption(new Option('--channel <channel>', 'for tickets that come by it; default: for all').choices(CHANNELS))
      .option('--priority <number>', 'of several that hold, the highest is taken', wholeNumber, 0)
      .requiredOption('--from <time>', 'from when, as 2027-01-01T00:00:00+08:00', time)
      .option('--to <time>', 'up to when; default: for good', time)
      .option('--json', 'print JSON');
  assigning('assign', 'say which pack holds where, and from when; what was sent out keeps its own')
    .option(...DRY_RUN)
    .action((id: string, pack: string, options: AssignOptions) =>
      withLists(options, (work) => assign(work, id, pack, options)),
    );
  assigning('preview', 'what an assignment would change for open tickets; nothing is done').action(
    (id: string, pack: string, options: AssignOptions) =>
      withLists(options, (work) => preview(work, id, pack, options)),
  );
  command
    .command('unassign')
    .description('take an assignment away')
    .argument('<assignment>', 'its name, as `list` shows it')
    .option(...DRY_RUN)
    .option('--json', 'print JSON')
    .action((id: string, options: DryRun & { json?: boolean }) =>
      withLists(options, (work) => unassign(work, id, options)),
    );
}

async function list({ terminal, database }: ListWork): Promise<void> {
  const { packs, assignments } = await createReferenceData(database.pool, Date.now).current();
  for (const { code, version, name, basis } of packs) {
    terminal.record({ pack: code, version, name, basis });
    terminal.line(`${packId({ code, version }).padEnd(28)}  ${name.zh}`);
  }
  for (const one of assignments) {
    terminal.record({ assignment: one.id, ...one });
    const where = [one.unit ?? 'all units', one.channel ?? 'all channels'].join(', ');
    const until = one.effectiveTo == null ? '' : ` to ${one.effectiveTo}`;
    terminal.line(
      `${one.id}: ${packId({ code: one.pack, version: one.version })} for ${where}, priority ${one.priority}, from ${one.effectiveFrom}${until}`,
    );
  }
}

async function publish(work: ListWork, file: string, options: DryRun & { readonly golden?: string }): Promise<void> {
  const pack = await readJson(file, parsePolicyPack);
  if (options.golden !== undefined) await holdToGolden(work, pack, options.golden);
  const { act } = await deskOf(work);
  await refusing(() =>
    act(COMMAND_LINE, (desk) => desk.put(policyPackNoun, packId(pack), () => ({ ...pack }), { version: null }), {
      dryRun: options.dryRun === true,
    }),
  );
  const { code, version } = pack;
  work.terminal.record({ code, version, ...(options.dryRun === true && { dryRun: true }) });
  work.terminal.line(doneOr(options, `${packId(pack)} is published. It holds nowhere before it is assigned.`));
}

async function holdToGolden({ database, terminal }: ListWork, pack: PolicyPack, file: string): Promise<void> {
  const vectors = await readJson(file, parseGoldenVectors);
  const reference = await createReferenceData(database.pool, Date.now).current();
  const wrong = goldenMismatches(pack, reference.calendarFor([]), vectors);
  if (wrong.length > 0)
    throw new CliFailure(`${packId(pack)} was not published`, `it gives other dates: ${wrong.join('; ')}`, EXAMPLE);
  terminal.line(`All ${vectors.length} dates of ${file} are as they were worked out by hand.`);
}

function wishOf(
  pack: string,
  {
    unit = null,
    channel = null,
    priority,
    from,
    to = null,
  }: Omit<AssignOptions, 'unit' | 'channel' | 'to'> & {
    unit?: string | null;
    channel?: Channel | null;
    to?: string | null;
  },
) {
  const at = pack.lastIndexOf('@');
  if (at < 1)
    throw new CliFailure(`${pack} names no version`, 'a pack is named code@version', 'See: huiying policies list');
  const value = { pack: pack.slice(0, at), version: pack.slice(at + 1), unit, channel, priority };
  return { ...value, effectiveFrom: from, effectiveTo: to };
}

async function assign(work: ListWork, id: string, pack: string, options: AssignOptions): Promise<void> {
  const { units, assignments } = await createReferenceData(work.database.pool, Date.now).current();
  const wish = wishOf(pack, options);
  const had = assignments.some((one) => one.id === id && one.unit === wish.unit);
  if (wish.unit !== null) takesNew(wish.unit, units, had);
  const { act } = await deskOf(work);
  await refusing(() =>
    act(COMMAND_LINE, (desk) => desk.put(policyAssignmentNoun, id, () => wish, { version: null }), {
      dryRun: options.dryRun === true,
    }),
  );
  work.terminal.record({ assignment: id, ...wish, ...(options.dryRun === true && { dryRun: true }) });
  work.terminal.line(doneOr(options, `${id} is assigned. What was sent out keeps the pack that it has.`));
}

async function unassign(work: ListWork, id: string, options: DryRun): Promise<void> {
  const { act } = await deskOf(work);
  await refusing(() =>
    act(COMMAND_LINE, (desk) => desk.remove(policyAssignmentNoun, id, { version: null }), {
      dryRun: options.dryRun === true,
    }),
  );
  work.terminal.record({ assignment: id, removed: true, ...(options.dryRun === true && { dryRun: true }) });
  work.terminal.line(doneOr(options, `${id} is assigned no more.`));
}

/** All open tickets, a page after the other. */
async function preview(work: ListWork, id: string, pack: string, options: AssignOptions): Promise<void> {
  const { terminal, database, env } = work;
  const keys = await meantKeys(env);
  const services = {
    reference: createReferenceData(database.pool, Date.now),
    waitingForPack: createWaitingForPack(database.pool),
    previewCursors: createSignedCursors(keys, 'policy-preview'),
    now: () => new Date(),
  };
  const sum = { looked: 0, keep: 0, same: 0, otherPack: 0, otherDates: 0 };
  const question = { assign: [{ id, ...wishOf(pack, options) }], remove: [], examples: 5 };
  let page: z.input<typeof PreviewSchema> | null = null;
  do {
    page = await previewPolicies(services, { ...question, cursor: page?.nextCursor ?? undefined });
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += page[name];
    for (const { ticket, before, after, clocks } of page.examples) {
      terminal.record({ ticket, before, after, clocks });
      terminal.line(
        `${ticket.number}: ${packId(before)} would be ${packId(after)}; ` +
          clocks.map((one) => `${one.key} ${one.before ?? 'none'} would be ${one.after ?? 'none'}`).join(', '),
      );
    }
  } while (page.nextCursor !== null);
  terminal.record({ ...sum, sentOut: page.sentOut });
  terminal.line(
    `${sum.looked} open tickets are to be sent out: ${sum.otherDates} with other dates, ${sum.otherPack} with another pack and the same dates, ${sum.same} as before, ${sum.keep} keep theirs.`,
  );
  terminal.line(`${page.sentOut} that a unit has keep the pack that they were sent out under. Nothing was changed.`);
}

async function readJson<T>(file: string, parse: (json: unknown) => T): Promise<T> {
  try {
    return parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new CliFailure(`Nothing of ${file} was taken`, messageOf(error), EXAMPLE);
  }
}

async function refusing(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof PolicyRefused)) throw error;
    throw new CliFailure('Nothing was changed', error.message.replace(/\.$/, ''), 'See: huiying policies list');
  }
}

function time(written: string): string {
  const at = /T.*(Z|[+-]\d{2}:\d{2})$/i.test(written) ? Date.parse(written) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('Write a time with its offset, as 2027-01-01T00:00:00+08:00.');
  return new Date(at).toISOString();
}

function wholeNumber(written: string): number {
  const value = Number(written);
  if (!Number.isInteger(value) || Math.abs(value) > 1_000)
    throw new InvalidArgumentError('Write a number from -1000 to 1000.');
  return value;
}
