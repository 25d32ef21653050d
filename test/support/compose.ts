import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseDocument } from 'yaml';

interface Service {
  readonly command: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly image: string;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

export const composeRoot = join(import.meta.dirname, '../..');

/** `docker-compose.yml` as the engine would hand it out with this `.env`: variables filled in, `$$` undone. */
export function readCompose(env: Readonly<Record<string, string>> = {}): Compose {
  const text = readFileSync(join(composeRoot, 'docker-compose.yml'), 'utf8');
  const filled = text.replace(
    /\$\$|\$\{([A-Z_]+)(?:(:[-?])([^}]*))?\}/g,
    (all, name: string | undefined, how: string | undefined, other: string | undefined) => {
      if (name === undefined) return '$';
      const given = env[name] ?? '';
      if (given !== '') return given;
      if (how === ':?') throw new Error(`${all} is not set`);
      return other ?? '';
    },
  );
  return parseDocument(filled, { merge: true }).toJS() as Compose;
}

const program = promisify(execFile);

/** Whether a program can be had, and its version's first number; the reason why not otherwise. */
export async function majorOf(name: string): Promise<number | string> {
  try {
    const { stdout } = await program(name, ['--version']);
    return Number(/(\d+)[.\d]*/.exec(stdout)?.[1] ?? Number.NaN);
  } catch {
    return `${name} is not on PATH`;
  }
}

/** Runs a script as its container would: with this shell's options, these variables, and these folders before PATH. */
export async function runScript(
  script: string,
  env: Readonly<Record<string, string>>,
  { path = [], args = [] }: { readonly path?: readonly string[]; readonly args?: readonly string[] } = {},
): Promise<string> {
  const child = spawn('sh', ['-euc', script, 'sh', ...args], {
    env: { ...process.env, ...env, PATH: [...path, process.env['PATH'] ?? ''].join(':') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    said += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The script ended with ${code}: ${said}`);
  return output;
}
