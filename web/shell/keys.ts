import { useEffect, useRef } from 'react';
import { createStore, useStore } from '../api/store.js';

/** By the place of the key on the board, whatever layout or input method make of it. */
const PLACES: Readonly<Record<string, string>> = {
  Slash: '/',
  'Shift+Slash': '?',
  BracketLeft: '[',
  BracketRight: ']',
  Enter: 'Enter',
  Escape: 'Escape',
};
/** Signs lie elsewhere on other boards, so that what was written counts first. */
const SIGNS = ['/', '?', '[', ']'];
function nameOf({ code, key, shiftKey }: KeyboardEvent): string | undefined {
  if (SIGNS.includes(key)) return key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? /^Digit(\d)$/.exec(code)?.[1];
  if (letter !== undefined && !shiftKey) return letter;
  return PLACES[shiftKey ? `Shift+${code}` : code];
}

/** Either a key, or two one after the other: `g i`. */
export type KeyMap = Readonly<Record<string, () => void>>;

const KEPT_UNDER = 'huiying-keys';
/** Who speaks to the machine, or leans on the keys, does without (WCAG 2.1.4). */
export const keysAreOn = createStore(localStorage.getItem(KEPT_UNDER) !== 'off');
keysAreOn.subscribe(() => localStorage.setItem(KEPT_UNDER, keysAreOn.get() ? 'on' : 'off'));

const maps: { readonly current: KeyMap }[] = [];
const SECOND_KEY_MS = 1_500;
let first: { readonly key: string; readonly until: number } | null = null;

/** The keys of a part of the page while it is shown; what is shown later goes first. */
export function useKeys(map: KeyMap): void {
  const kept = useRef(map);
  useEffect(() => {
    kept.current = map;
  });
  useEffect(() => {
    maps.push(kept);
    return () => void maps.splice(maps.indexOf(kept), 1);
  }, []);
}

export const useKeysAreOn = (): boolean => useStore(keysAreOn);

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable], [role=combobox]') !==
      null
  );
}
const isInDialog = (): boolean => document.querySelector('[role=dialog][aria-modal=true], .ant-dropdown-open') !== null;
/** These do something of their own with Enter. */
const isPressable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('a, button, summary, [role=menuitem], [role=radio], input') !== null;

function hear(event: KeyboardEvent): void {
  // 229: an input method is still making a word of what is typed.
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = nameOf(event);
  if (key === undefined) return;
  if (isWriting(event.target)) {
    if (key === 'Escape' && !isInDialog()) (event.target as HTMLElement).blur();
    return;
  }
  if (!keysAreOn.get() || isInDialog()) return;
  if (key === 'Enter' && isPressable(event.target)) return;
  const after = first !== null && first.until > performance.now() ? `${first.key} ${key}` : null;
  first = null;
  const deed = (after !== null ? find(after) : undefined) ?? find(key);
  if (deed) {
    event.preventDefault();
    deed();
  } else if (maps.some(({ current }) => Object.keys(current).some((one) => one.startsWith(`${key} `)))) {
    first = { key, until: performance.now() + SECOND_KEY_MS };
  }
}

function find(key: string): (() => void) | undefined {
  for (const { current } of [...maps].reverse()) if (current[key]) return current[key];
  return undefined;
}

window.addEventListener('keydown', hear);
