import type { Command } from 'commander';
import colors from 'picocolors';
import { readEnv } from '../config/env.js';
import { runChecks } from './doctor-checks.js';
import type { Finding } from './finding.js';
import { createTerminal } from './terminal.js';

const marks: Readonly<Record<Finding['status'], string>> = {
  ok: colors.green('ok  '),
  warn: colors.yellow('warn'),
  fail: colors.red('fail'),
};

export function defineDoctor(command: Command): void {
  command
    .option('--data-dir <folder>', 'the data folder to look at')
    .option('--json', 'print JSON')
    .action(async (options: { dataDir?: string; json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      const { resolve } = await import('node:path');
      const env = readEnv();
      const findings = await runChecks(
        options.dataDir === undefined ? env : { ...env, dataDir: resolve(options.dataDir) },
      );
      const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
      const [warnings, failures] = [count('warn'), count('fail')];
      terminal.record({ ok: failures === 0, findings });
      for (const { status, name, says, mend } of findings) {
        terminal.line(`${marks[status]}  ${name}: ${says}`);
        if (mend !== undefined) terminal.line(`        ${colors.dim('→')} ${mend}`);
      }
      terminal.line(`${findings.length} looked at, ${warnings} to look into, ${failures} to mend.`);
      if (failures > 0) process.exitCode = 1;
    });
}
