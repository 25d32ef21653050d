import { readFileSync, readdirSync } from 'node:fs';

/**
 * Megabytes of each process with its descendants: `pss` shares out what several have in common, so that the parts add
 * up; `rss` counts it for each. A process may be asked for alone, when its children are counted elsewhere.
 * @param {Record<string, number>} pids
 * @param {readonly string[]} alone names among them
 * @returns {Record<string, { pss: number, rss: number }>}
 */
export function memoryOf(pids, alone = []) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(name) : null;
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = (pid) => [pid, ...(children.get(pid) ?? []).flatMap(tree)];
  return Object.fromEntries(
    Object.entries(pids).map(([name, pid]) => {
      const parts = (alone.includes(name) ? [pid] : tree(pid)).map(rollupOf);
      if (parts[0] === null) throw new Error(`Process ${pid} (${name}) is gone. See the logs for why it ended.`);
      const sum = (field) => parts.reduce((megabytes, part) => megabytes + (part?.[field] ?? 0), 0);
      return [name, { pss: sum('pss'), rss: sum('rss') }];
    }),
  );
}

/** `null`: it ended between the listing and the reading. */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return null;
    throw error;
  }
}

function parentOf(pid) {
  const text = read(`/proc/${pid}/stat`);
  return text === null ? null : Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
}

function rollupOf(pid) {
  const text = read(`/proc/${pid}/smaps_rollup`);
  if (text === null) return null;
  const megabytes = (field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1024;
  return { pss: megabytes('Pss'), rss: megabytes('Rss') };
}
