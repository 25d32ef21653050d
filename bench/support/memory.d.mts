export function memoryOf<Name extends string>(
  pids: Readonly<Record<Name, number>>,
  alone?: readonly Name[],
): Record<Name, { pss: number; rss: number }>;
