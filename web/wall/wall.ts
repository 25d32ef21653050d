import { ageOf } from './age.js';
import { el } from './element.js';
import { language, nowWords, texts } from './language.js';
import { createReader, SessionEnded, type Numbers } from './numbers.js';
import { PAGES } from './pages.js';
import './wall.css';

const AGAIN_MS = 15_000;
const TURN_MS = 20_000;
const TICK_MS = 1_000;
const { wall } = texts;

const read = createReader();
const since = Date.now();
let numbers: Numbers | null = null;
let heardAt: number | null = null;
let sessionEnded = false;
let page = 0;
let turns = true;

const age = el('span', { class: 'age', role: 'status' });
const time = el('time', { class: 'now' });
const toSignIn = el('a', { class: 'button', href: '/console/', hidden: true }, wall.toSignIn);
const turnButton = el('button', { type: 'button', class: 'button', click: () => turn(!turns) });
const fullButton = el('button', { type: 'button', class: 'button', click: () => void changeFull() }, wall.full);
const dots = PAGES.map((_page, index) =>
  el('button', { type: 'button', class: 'dot', 'aria-label': `${wall.pages} ${index + 1}`, click: () => show(index) }),
);
const main = el('main', {});

document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
document.title = wall.title;
document
  .getElementById('wall')
  ?.append(
    el(
      'header',
      {},
      el('h1', {}, wall.title),
      time,
      age,
      toSignIn,
      el('nav', { 'aria-label': wall.pages }, ...dots),
      turnButton,
      fullButton,
      el('a', { class: 'button', href: '/console/board' }, wall.back),
    ),
    main,
  );

/** One request after the other, however slow they are, and on and on: what fails is asked again. */
async function look(): Promise<void> {
  try {
    numbers = await read(Date.now());
    heardAt = Date.now();
    sessionEnded = false;
    draw();
  } catch (error) {
    sessionEnded = error instanceof SessionEnded;
  }
  tick();
  setTimeout(() => void look(), AGAIN_MS);
}

function draw(): void {
  if (numbers) main.replaceChildren(...(PAGES[page]?.(numbers, Date.now()) ?? []));
}

function tick(): void {
  const now = Date.now();
  const { kind, sign, words } = ageOf({ at: heardAt, since, sessionEnded }, now);
  age.className = `age is-${kind}`;
  const said = `${sign} ${words}`;
  if (age.textContent !== said) age.textContent = said;
  time.textContent = nowWords(now);
  toSignIn.hidden = !sessionEnded;
  document.body.classList.toggle('is-old', kind === 'lost');
}

function show(index: number): void {
  page = index;
  dots.forEach((dot, one) => dot.setAttribute('aria-current', String(one === page)));
  draw();
}

function turn(on: boolean): void {
  turns = on;
  turnButton.textContent = on ? wall.stop : wall.rotate;
}

async function changeFull(): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.documentElement.requestFullscreen();
}

document.addEventListener('fullscreenchange', () => {
  fullButton.textContent = document.fullscreenElement ? wall.leave : wall.full;
});
turn(true);
show(0);
tick();
setInterval(tick, TICK_MS);
setInterval(() => {
  if (turns) show((page + 1) % PAGES.length);
}, TURN_MS);
void look();
