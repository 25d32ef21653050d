import { InvalidArgumentError, type Command } from 'commander';
import { readEnv } from '../config/env.js';
import { checkLooks, type LookFault, type LookFinding } from '../storage/look/look-check.js';
import { createLookHeads } from '../storage/look/look-heads.js';
import { createLookSeals } from '../storage/look/look-seals.js';
import { openDatabase } from '../storage/postgres/database.js';
import { anchorChains, verifyChains, type Audited } from './audit-chains.js';
import { anchorChanges, verifyChanges } from './audit-changes.js';
import { verifyErasures } from './audit-erasures.js';
import { meantDatabase } from './running-database.js';
import { meantKeys } from './stack/data-keys.js';
import { createTerminal } from './terminal.js';

interface VerifyOptions {
  readonly day?: string;
  readonly json?: boolean;
}

export function defineAudit(command: Command): void {
  command
    .command('verify')
    .description(
      'go through the trails of looks and of what administrators changed, and the chains of all tickets, and name what was changed, removed or put there',
    )
    .option('--day <day>', 'only the looks of this day, as 2027-01-31', day)
    .option('--json', 'print JSON, one finding a line, and what was gone through at the end')
    .addHelpText(
      'after',
      '\nExit code 1 when anything is found. Run it again and again, from where the key and the second place are.',
    )
    .action((options: VerifyOptions) => verify(options));
  command
    .command('anchor')
    .description(
      'write down in the second place how far the chains of tickets and the trail of administrators are, without waiting',
    )
    .option('--json', 'print JSON')
    .action((options: VerifyOptions) => anchor(options));
}

const SAYS: Readonly<Record<LookFault, string>> = {
  'look-edited': 'was changed after it was written',
  'look-removed': 'was removed',
  'look-inserted': 'was put there, or is a copy of another',
  'look-late': 'says an earlier hour than it was linked in: it was put there, or linking stood still',
  'look-unlinked': 'has not been linked for minutes: no API process links, or something holds the lock',
  'block-edited': 'was changed after it was written',
  'block-removed': 'does not go on from the block before it: one is missing in front',
  truncated: 'is gone, and the second place tells of it: the end was cut off',
  rewritten: 'is another one than the second place tells of',
  'head-edited': 'was not written by this system, or was changed',
};

const anchor = (options: VerifyOptions): Promise<void> =>
  overTheRecord(options, async (audited) => {
    await anchorChanges(audited);
    await anchorChains(audited);
  });

async function verify(options: VerifyOptions): Promise<void> {
  await overTheRecord(options, async (audited) => {
    const looksHold = await verifyLooks(audited, options.day ?? null);
    const chainsHold = options.day !== undefined || (await verifyChains(audited));
    const erasuresHold = options.day !== undefined || (await verifyErasures(audited));
    const changesHold = options.day !== undefined || (await verifyChanges(audited));
    if (!looksHold || !changesHold || !chainsHold || !erasuresHold) process.exitCode = 1;
  });
}

/** With the database, the key and the second place that the environment names. */
async function overTheRecord({ json }: VerifyOptions, work: (audited: Audited) => Promise<void>): Promise<void> {
  const env = readEnv();
  const terminal = createTerminal(json === true);
  const databaseUrl = await meantDatabase(env);
  const keys = await meantKeys(env);
  const { pool, close } = openDatabase(databaseUrl, { connections: 2, onError: () => undefined, patient: true });
  try {
    await work({ pool, keys, folder: env.auditDir, terminal });
  } finally {
    await close();
  }
}

/** Goes through the trail of looks; answers whether it is as it was written. */
async function verifyLooks({ pool, keys, folder, terminal }: Audited, ofDay: string | null): Promise<boolean> {
  const seals = createLookSeals(keys);
  const heads = createLookHeads(folder, seals);
  const { findings, ...seen } = await checkLooks({ pool, seals, heads, clock: Date.now }, { day: ofDay });
  for (const finding of findings) {
    terminal.record({ ...finding, says: SAYS[finding.fault] });
    terminal.line(lineOf(finding));
  }
  terminal.record({ ...seen, findings: findings.length });
  const { looks, blocks, days } = seen;
  terminal.line(
    `${looks} looks in ${blocks} blocks of ${days} days, held against ${seen.heads} heads in ${folder}: ` +
      (findings.length === 0 ? 'as they were written.' : `${findings.length} findings.`),
  );
  if (seen.heads === 0 && blocks > 0)
    terminal.warn(`there is no head in ${folder}, so nobody would see that the end was cut off`);
  return findings.length === 0;
}

function lineOf({ fault, day: of, block, look, at }: LookFinding): string {
  const what = look === null ? (block === null ? `line ${at ?? ''}` : `block ${block}`) : `look ${look}`;
  const where = [of, look !== null && block !== null ? `block ${block}` : null].filter((one) => one !== null);
  return `${fault.padEnd(14)} ${what}${where.length > 0 ? ` of ${where.join(', ')}` : ''} ${SAYS[fault]}`;
}

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('Write an existing day such as 2027-01-31.');
  }
  return text;
}
