/**
 * `npm run openapi:lint`: the linter of Redocly over `docs/openapi.json`, or over the file that is named, by the rules
 * of `redocly.yaml`. It asks nobody whether there is a newer one, and tells nobody that it ran.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const cli = join(dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')), 'bin/cli.js');
const [file = 'docs/openapi.json'] = process.argv.slice(2);

const { status } = spawnSync(process.execPath, [cli, 'lint', file, '--config', 'redocly.yaml', '--format=stylish'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
});
process.exit(status ?? 1);
