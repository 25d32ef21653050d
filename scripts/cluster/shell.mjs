import { spawn } from 'node:child_process';

/** What no command of the guide takes on any machine. */
const PATIENCE_MS = 240_000;

/** A shell in which one line is typed after the other: what one exports, the next ones have. */
export function openShell({ env, cwd }) {
  let exported = env;
  let running = null;
  const end = () => {
    try {
      if (running !== null) process.kill(-running.pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  };
  return {
    get env() {
      return exported;
    },
    /** Types a line; its exit code and all that it printed. */
    async type(line) {
      // A group of its own: Ctrl-C is for the run, which then ends what it started.
      const child = spawn('bash', ['-euo', 'pipefail', '-c', `${line}\nenv -0 >&3`], {
        env: exported,
        cwd,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      });
      running = child;
      const read = ['', '', ''];
      for (const [at, stream] of child.stdio.slice(1).entries())
        stream.setEncoding('utf8').on('data', (text) => (read[at] += text));
      let late = false;
      const patience = setTimeout(() => {
        late = true;
        end();
      }, PATIENCE_MS);
      const code = await new Promise((done, failed) => {
        child.once('error', failed);
        child.once('close', done);
      });
      clearTimeout(patience);
      running = null;
      const [output, errors, variables] = read;
      if (code === 0) exported = Object.fromEntries(variables.split('\0').filter(Boolean).map(asEntry));
      const over = late ? `It did not end within ${PATIENCE_MS / 1000} s.\n` : '';
      return { code: code ?? 'killed', output: `${output}${errors}${over}` };
    },
    close: () => Promise.resolve(end()),
  };
}

function asEntry(variable) {
  const at = variable.indexOf('=');
  return [variable.slice(0, at), variable.slice(at + 1)];
}
