import { createStore } from './store.js';

/** Who was signed in when the session ended, and how. */
export interface LockedPerson {
  readonly signInName: string;
  readonly name: string;
  readonly position: string;
  readonly role: string;
  readonly unit: string | null;
}

/** `null`: nobody has signed in on this page yet. */
let person: LockedPerson | null = null;
let waiting: (() => void)[] = [];
const locked = createStore(false);

/**
 * The session may end while somebody writes. What was asked then waits here, and goes on as soon as the same person has
 * signed in again; nobody else can, so that no deed is done in another name.
 */
export const lock = {
  isLocked: locked,
  person: () => person,
  belongsTo(one: LockedPerson): void {
    person = one;
  },
  /**
   * What is asked to sign in says itself what went wrong; so does everything before anybody has. A draft is kept by the
   * way, and again later: it interrupts nobody who writes.
   */
  guards: ({ url }: Request): boolean => person !== null && !/\/session$|\/drafts\//.test(new URL(url).pathname),
  /** The session is known to be over: this is said at once, and not when something is asked next. */
  close(): void {
    if (person !== null) locked.set(true);
  },
  opened(): Promise<void> {
    locked.set(true);
    return new Promise((resolve) => waiting.push(resolve));
  },
  /** Whoever signs out knows that the session is over. */
  leave(): void {
    person = null;
  },
  open(): void {
    locked.set(false);
    const all = waiting;
    waiting = [];
    for (const resolve of all) resolve();
  },
};
