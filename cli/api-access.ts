import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { readEnv, type Env } from '../config/env.js';
import { ROLES, type Role } from '../domain/ticket/vocabulary.js';
import { CliFailure } from './failure.js';
import { readRuntime, runtimeFileIn } from './stack/runtime-file.js';

/** Which API a command asks, and as whom. */
export interface AccessOptions {
  url?: string;
  key?: string;
  as: Role;
  dataDir?: string;
}

export const START_IT = 'Start one with `npm start` in another terminal, or name one with --url and --key.';

export function withAccessOptions(command: Command): Command {
  return command
    .option('--url <address>', 'the API, when it is not the one that `npm start` brought up')
    .option('--key <key>', 'the API key to ask with (HUIYING_API_KEY, else a demonstration account)')
    .addOption(new Option('--as <role>', 'as which demonstration account').choices(ROLES).default('supervisor'))
    .option('--data-dir <folder>', 'the data folder of the running system (HUIYING_DATA_DIR, else .huiying)');
}

export async function apiAccess(options: AccessOptions): Promise<{ apiUrl: string; apiKey: string }> {
  const env = readEnv();
  const dataDir = options.dataDir === undefined ? env.dataDir : resolve(options.dataDir);
  return {
    apiUrl: options.url ?? (await runningApi(env, dataDir)),
    apiKey: options.key ?? env.apiKey ?? (await demoKey(dataDir, options.as)),
  };
}

async function runningApi(env: Env, dataDir: string): Promise<string> {
  const file = env.runtimeFile ?? runtimeFileIn(dataDir);
  const runtime = await readRuntime(file);
  if (runtime) return runtime.apiUrl;
  throw new CliFailure('There is no system to ask', `none was found running (${file})`, START_IT, { exitCode: 2 });
}

const AccountsSchema = z.array(z.object({ role: z.enum(ROLES), apiKey: z.string().min(1) }));

async function demoKey(dataDir: string, role: Role): Promise<string> {
  const file = join(dataDir, 'demo-accounts.json');
  const todo = 'Give a key with --key or HUIYING_API_KEY.';
  const accounts = await readFile(file, 'utf8')
    .then((text) => AccountsSchema.parse(JSON.parse(text)))
    .catch((error: unknown) => {
      throw new CliFailure('There is no key to ask with', `${file} does not hold the demonstration accounts`, todo, {
        exitCode: 2,
        cause: error,
      });
    });
  const account = accounts.find((one) => one.role === role);
  if (account) return account.apiKey;
  throw new CliFailure('There is no key to ask with', `${file} has no ${role}`, todo, { exitCode: 2 });
}
