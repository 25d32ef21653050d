import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

const TICKS_PER_SECOND =
  process.platform === 'linux' ? Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) : 0;

/** Without `/proc` there is no honest count of another process's time. */
export function insistOnProc() {
  if (process.platform !== 'linux') {
    throw new Error('CPU time by process is read from /proc, which only Linux has. Run the benchmarks there.');
  }
}

/** The fields of `/proc/<pid>/stat` behind the name, which may hold blanks and brackets itself. */
function statOf(pid) {
  let text;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    // It ended between the listing and the reading.
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return null;
    throw error;
  }
  const field = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    parent: Number(field[1]),
    own: Number(field[11]) + Number(field[12]),
    endedChildren: Number(field[13]) + Number(field[14]),
  };
}

/**
 * CPU seconds so far of each process, with those of its descendants, the ended ones too: a PostgreSQL backend that has
 * gone still did its work.
 * @param {Record<string, number>} pids
 */
export function cpuSeconds(pids) {
  const all = new Map();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(name) : null;
    if (stat) all.set(Number(name), stat);
  }
  const children = grouped(all);
  const ticks = (pid) => {
    const stat = all.get(pid);
    if (!stat) throw new Error(`Process ${pid} is gone, so its CPU time is not known. See the logs for why it ended.`);
    return (children.get(pid) ?? []).reduce((sum, child) => sum + ticks(child), stat.own + stat.endedChildren);
  };
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, ticks(pid) / TICKS_PER_SECOND]));
}

function grouped(all) {
  const groups = new Map();
  for (const [pid, { parent }] of all) groups.set(parent, [...(groups.get(parent) ?? []), pid]);
  return groups;
}

/** CPU seconds of this process, which is the client of every arm. */
export function ownCpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
