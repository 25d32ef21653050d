import { createStore } from './store.js';

/** Who works on this page, and in which position. */
interface Sitting {
  readonly person: string;
  readonly position: string;
}

const channel = new BroadcastChannel('huiying-desk');
let here: Sitting | null = null;
const isElsewhere = createStore(false);
let isAnothers = false;

/**
 * A browser has one session, for all of its pages. Who takes another position on one page, or signs in as somebody
 * else, has all others work in it too, where they still say what they were opened as. So pages tell each other, and one
 * that is not any more what it says sends nothing.
 */
channel.onmessage = ({ data: { person, position } }: MessageEvent<Sitting>) => {
  if (here === null) return;
  isAnothers = person !== here.person;
  isElsewhere.set(isAnothers || position !== here.position);
};

export const desk = {
  isElsewhere,
  is(sitting: Sitting): void {
    here = sitting;
    isElsewhere.set(false);
    channel.postMessage(sitting);
  },
  /** Waits until this page is what it says again. A draft is its person's, whatever the position. */
  isHere({ url }: Request): Promise<void> {
    const waits = isElsewhere.get() && (isAnothers || !new URL(url).pathname.includes('/drafts/'));
    if (!waits) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = isElsewhere.subscribe(() => {
        stop();
        resolve();
      });
    });
  },
};
