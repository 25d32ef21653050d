/** Who does nothing for so long may be away: nothing is asked by the way for them, so that an idle session can end. */
const AWAY_AFTER_MS = 3 * 60_000;

let lastAt = performance.now();
const back = new Set<() => void>();

export function isAttended(): boolean {
  return document.visibilityState === 'visible' && performance.now() - lastAt < AWAY_AFTER_MS;
}

/** Now, if somebody looks at this page; else once somebody does. Asked for several times it is done once. */
export function onceAttended(deed: () => void): void {
  if (isAttended()) deed();
  else back.add(deed);
}

function come(): void {
  lastAt = performance.now();
  if (document.visibilityState !== 'visible') return;
  const all = [...back];
  back.clear();
  for (const deed of all) deed();
}

for (const sign of ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const)
  window.addEventListener(sign, come, { passive: true, capture: true });
document.addEventListener('visibilitychange', come);
