type Times = readonly Readonly<{ name: string; ms: number }>[];
export function selfTimes(
  profile: Readonly<{
    nodes: readonly Readonly<{
      id: number;
      callFrame: Readonly<{ functionName: string; url: string; lineNumber: number }>;
    }>[];
    samples: readonly number[];
    timeDeltas: readonly number[];
    startTime: number;
  }>,
  windows?: readonly (readonly [number, number])[],
): Times;
export function byPlace(times: Times): Times;
