/**
 * The CPU time that some work took, in milliseconds: unlike the time on the wall, it is the same on a machine that is
 * busy with other things.
 */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
