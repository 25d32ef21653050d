import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ROLES } from '../../domain/ticket/vocabulary.js';
import { CliFailure } from '../failure.js';
import type { Part } from './act.js';
import type { Chance } from './chance.js';

const schema = z.array(z.object({ role: z.enum(ROLES), unit: z.string().nullable(), apiKey: z.string().min(1) }));
type Account = z.infer<typeof schema>[number];

/** Who plays which part. */
export interface Cast {
  /** The key of somebody who may play the part; with several, chance says who. */
  keyOf(part: Part, chance?: Chance): string;
  /** Units with somebody to act for them. */
  readonly units: ReadonlySet<string>;
}

const NEEDED = [
  'operator',
  'dispatcher',
  'reviewer',
  'callbackAgent',
  'supervisor',
  'dutyManager',
  'director',
  'handler',
] as const;

export async function readCast(file: string): Promise<Cast> {
  let accounts: Account[];
  try {
    accounts = schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw new CliFailure(
      'Nobody can be played',
      `${file} does not hold the demonstration accounts`,
      'They are written by `npm start` and by `huiying seed --demo`; name another file with --accounts.',
    );
  }
  return castOf(accounts, file);
}

export function castOf(accounts: readonly Account[], source: string): Cast {
  const byRole = new Map<string, Account[]>();
  for (const account of accounts) byRole.set(account.role, [...(byRole.get(account.role) ?? []), account]);
  const missing = NEEDED.filter((role) => !byRole.has(role));
  if (missing.length > 0) {
    throw new CliFailure('Not everybody can be played', `${source} has no ${missing.join(', no ')}`, 'Add them to it.');
  }
  const handlers = new Map(
    (byRole.get('handler') ?? []).flatMap(({ unit, apiKey }) => (unit === null ? [] : [[unit, apiKey] as const])),
  );
  return {
    units: new Set(handlers.keys()),
    keyOf(part, chance) {
      if ('unit' in part) {
        const key = handlers.get(part.unit);
        if (key === undefined) throw new Error(`Nobody acts for the unit ${part.unit}.`);
        return key;
      }
      const group = byRole.get(part.role) ?? [];
      const chosen = group[Math.floor((chance?.(`who:${part.role}`) ?? 0) * group.length)];
      if (!chosen) throw new Error(`Nobody is a ${part.role}.`);
      return chosen.apiKey;
    },
  };
}
