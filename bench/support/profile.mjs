import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { table } from './table.mjs';

const SHOWN = 25;
const NOT_WORK = new Set(['(idle)', '(root)']);

/** The clock that V8's profiles are stamped with. */
export function monotonicMicros() {
  return Number(process.hrtime.bigint() / 1000n);
}

/**
 * Self time by function, in milliseconds, of the samples that fall into the windows. Time without work is left out.
 * @param {{ nodes: object[], samples: number[], timeDeltas: number[], startTime: number }} profile
 * @param {[number, number][]} windows in the profile's own clock; none means all of it
 */
export function selfTimes({ nodes, samples, timeDeltas, startTime }, windows = []) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map();
  let at = startTime;
  samples.forEach((id, i) => {
    at += timeDeltas[i];
    if (windows.length > 0 && !windows.some(([from, to]) => at >= from && at <= to)) return;
    const name = names.get(id);
    if (name === undefined || NOT_WORK.has(name)) return;
    // The interval before a sample counts for the sample.
    times.set(name, (times.get(name) ?? 0) + timeDeltas[i] / 1000);
  });
  return [...times].map(([name, ms]) => ({ name, ms })).sort((a, b) => b.ms - a.ms);
}

/** `function file:line`, the file as from the package or the project. */
function nameOf({ functionName, url, lineNumber }) {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const file = decodeURI(url)
    .replace(/^file:\/\//, '')
    .replace(/^.*\/node_modules\//, '')
    .replace(/^.*\/dist\//, 'dist/');
  return `${name}  ${file}:${lineNumber + 1}`;
}

/** The same times by package or folder, which is where a remedy would be applied. */
export function byPlace(times) {
  const places = new Map();
  for (const { name, ms } of times) {
    const place = placeOf(name.split('  ')[1]);
    places.set(place, (places.get(place) ?? 0) + ms);
  }
  return [...places].map(([name, ms]) => ({ name, ms })).sort((a, b) => b.ms - a.ms);
}

function placeOf(file) {
  if (file === undefined) return 'engine (garbage collection, native code)';
  if (file.startsWith('node:')) return 'node';
  const parts = file.split('/');
  return file.startsWith('@') || parts[0] === 'dist'
    ? parts.slice(0, 2).join('/').replace(/:\d+$/, '')
    : parts[0].replace(/:\d+$/, '');
}

/** Tables of the profiles in a folder, by process and thread; a process id is part of each file's name. */
export function profileReport(folder, pids, windows) {
  const ownerOf = new Map(Object.entries(pids).map(([name, pid]) => [String(pid), name]));
  const parts = [];
  for (const file of readdirSync(folder).sort()) {
    const [, , , pid, thread] = file.split('.');
    const owner = ownerOf.get(pid);
    if (owner === undefined) continue;
    const times = selfTimes(JSON.parse(readFileSync(join(folder, file), 'utf8')), windows);
    const total = times.reduce((sum, { ms }) => sum + ms, 0);
    if (total < 50) continue;
    const rows = (list) => list.map(({ name, ms }) => [name, ms.toFixed(0), `${((ms / total) * 100).toFixed(1)} %`]);
    parts.push(
      `\n${owner}, thread ${thread}: ${(total / 1000).toFixed(1)} s of work`,
      table([['by place', 'ms', 'share'], ...rows(byPlace(times).slice(0, 12))]),
      table([['self time', 'ms', 'share'], ...rows(times.slice(0, SHOWN))]),
    );
  }
  return parts.length === 0
    ? 'No profile was written; see whether the processes ended in good order.'
    : parts.join('\n');
}
