import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import colors from 'picocolors';
import { EnvError } from '../config/env.js';
import { projectRoot } from '../config/paths.js';
import { commands } from './commands.js';
import { CliFailure, messageOf } from './failure.js';
import { surviveClosedOutput } from './terminal.js';

const usageError = 2;
const fault = 70;

function programVersion(): string {
  const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Only the command that was asked for is loaded; the others are names for the help. */
async function buildProgram(args: readonly string[]): Promise<Command> {
  const program = new Command('huiying')
    .description('Huiying 回应: case management for government hotlines')
    .version(programVersion(), '-V, --version', 'print the version')
    .option('--debug', 'print the stack of an unexpected error')
    .helpCommand('help [command]', 'explain a command')
    .exitOverride()
    .showHelpAfterError('Run huiying --help for what there is.');
  const words = args.filter((word) => !word.startsWith('-') && word !== 'help');
  for (const entry of commands) {
    const command = program.command(entry.name).description(entry.description).exitOverride();
    // Accepted after the command as well as before it.
    command.option('--debug', 'print the stack of an unexpected error');
    if (words[0] === entry.name) (await entry.load())(command);
  }
  return program;
}

/** Tells an error in one line and answers the exit code. */
function tell(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageError;
  const write = (text: string) => process.stderr.write(`${colors.red('error:')} ${text}\n`);
  let code = fault;
  if (error instanceof CliFailure) {
    write(error.message);
    code = error.exitCode;
  } else if (error instanceof EnvError) {
    write(error.message);
    code = usageError;
  } else {
    write(`Something unexpected happened: ${messageOf(error)}. ${debug ? '' : 'Run it again with --debug for more.'}`);
  }
  if (debug && error instanceof Error) {
    process.stderr.write(`${error.stack ?? ''}\n`);
    if (error.cause instanceof Error) process.stderr.write(`caused by: ${error.cause.stack ?? ''}\n`);
  }
  return code;
}

surviveClosedOutput();
const args = process.argv.slice(2);
try {
  const program = await buildProgram(args);
  if (args.length === 0) program.outputHelp();
  else await program.parseAsync(args, { from: 'user' });
} catch (error) {
  process.exitCode = tell(error, args.includes('--debug'));
}
// A client's pooled connection must not keep a finished command waiting.
process.exit();
