import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role, UnitLevel } from '../../domain/ticket/vocabulary.js';
import type { Tables } from '../postgres/prisma.js';
import { apiKeyPrefix, createApiKeys } from './api-keys.js';
import type { SeedUnit } from '../reference/seed-data.js';

/** One account of the demonstration, with its key in clear: an invented city has nothing to lose. */
export interface DemoAccount {
  readonly name: string;
  readonly role: Role;
  readonly unit: string | null;
  readonly apiKey: string;
}

type Wanted = Omit<DemoAccount, 'apiKey'>;

/** Who may own a ticket or assist with one. Grid cells only look and tell. */
const HANDLING_LEVELS: readonly UnitLevel[] = [
  'cityDepartment',
  'district',
  'districtDepartment',
  'township',
  'community',
];

const HOTLINE_STAFF: readonly Wanted[] = [
  { name: '话务员甲', role: 'operator', unit: 'hotline' },
  { name: '话务员乙', role: 'operator', unit: 'hotline' },
  { name: '派单员甲', role: 'dispatcher', unit: 'hotline' },
  { name: '派单员乙', role: 'dispatcher', unit: 'hotline' },
  { name: '审核员甲', role: 'reviewer', unit: 'hotline' },
  { name: '审核员乙', role: 'reviewer', unit: 'hotline' },
  { name: '回访员甲', role: 'callbackAgent', unit: 'hotline' },
  { name: '回访员乙', role: 'callbackAgent', unit: 'hotline' },
  { name: '督办员', role: 'supervisor', unit: 'hotline' },
  { name: '值班长', role: 'dutyManager', unit: 'hotline' },
  { name: '中心主任', role: 'director', unit: 'hotline' },
  { name: '系统管理员', role: 'administrator', unit: 'hotline' },
  { name: '考核员', role: 'assessor', unit: 'hotline' },
  { name: '审计员', role: 'auditor', unit: 'hotline' },
];

export const DEMO_ACCOUNTS_FILE = 'demo-accounts.json';

/**
 * Makes the demonstration's accounts once and writes them, keys and all, into the data folder. They are made anew, and
 * the old keys revoked, when the file is gone or speaks of another database: a key is nowhere else to be read.
 */
export async function seedDemoAccounts(tx: Tables, dataDir: string, units: readonly SeedUnit[]): Promise<string> {
  const file = join(dataDir, DEMO_ACCOUNTS_FILE);
  if (await opensThisDatabase(tx, await keysIn(file))) return `demo accounts unchanged in ${file}`;
  await tx.apiKey.updateMany({ where: { demo: true, revokedAt: null }, data: { revokedAt: new Date() } });
  const wanted = [...handlersOf(units), ...HOTLINE_STAFF];
  const made = await createApiKeys(
    tx,
    wanted.map((account) => ({ ...account, demo: true })),
  );
  const accounts = wanted.map((account, n): DemoAccount => ({ ...account, apiKey: made[n]?.apiKey ?? '' }));
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writePrivately(file, `${JSON.stringify(accounts, null, 2)}\n`);
  return `${accounts.length} demo accounts written to ${file}`;
}

function handlersOf(units: readonly SeedUnit[]): Wanted[] {
  return units
    .filter(({ level }) => HANDLING_LEVELS.includes(level))
    .map(({ id, name }) => ({ name: `${name}经办人`, role: 'handler', unit: id }));
}

/** The keys in the file; none when there is no file, or none that can be read. */
async function keysIn(file: string): Promise<string[]> {
  let accounts: unknown;
  try {
    accounts = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  if (!Array.isArray(accounts)) return [];
  return accounts.map((account) => String((account as Partial<DemoAccount> | null)?.apiKey));
}

/** Every key is known here and one at least still opens; those that an administrator revoked stay revoked. */
async function opensThisDatabase(tx: Tables, apiKeys: readonly string[]): Promise<boolean> {
  const wanted = new Set(apiKeys.map(apiKeyPrefix));
  // What is no key at all is known nowhere.
  const prefixes = [...wanted].filter((prefix) => prefix !== null);
  const known = await tx.apiKey.findMany({ where: { demo: true, prefix: { in: prefixes } } });
  return known.length === wanted.size && known.some(({ revokedAt }) => revokedAt === null);
}

/** Whole or not at all, and for its owner's eyes only from the first byte. */
async function writePrivately(file: string, text: string): Promise<void> {
  const fresh = `${file}.${process.pid}.tmp`;
  await rm(fresh, { force: true });
  try {
    await writeFile(fresh, text, { mode: 0o600, flag: 'wx' });
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
