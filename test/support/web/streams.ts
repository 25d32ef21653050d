import type { ApiWorld } from '../api-world.js';
import type { Listening } from '../../../api/event/listeners.js';

/** What holds a connection open to hear of events, as the server has it. */
export interface Streams {
  /** At this moment, and at most ever. */
  readonly open: () => number;
  readonly most: () => number;
  /** Breaks them off, as a line that fails does. */
  breakOff(): void;
}

export function watchStreams({ services: { listeners } }: ApiWorld): Streams {
  const all = new Set<Listening>();
  let most = 0;
  const add = listeners.add.bind(listeners);
  listeners.add = (listening) => {
    const leave = add(listening);
    all.add(listening);
    most = Math.max(most, all.size);
    return () => {
      all.delete(listening);
      leave();
    };
  };
  return {
    open: () => all.size,
    most: () => most,
    breakOff() {
      for (const { end } of [...all]) end();
    },
  };
}
