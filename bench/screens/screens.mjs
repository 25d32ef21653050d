import { machineLine } from '../support/machine.mjs';
import { benchOnTheStack } from '../support/on-the-stack.mjs';
import { judged, summary } from '../support/statistics.mjs';
import { shown, table, verdicts } from '../support/table.mjs';
import { atDesk, heapMb, insistOnChromium, LATER, launchBrowser, metricsOf, openedInTurns } from './browser.mjs';
import { serveEmptyPage } from './empty-page.mjs';
import { change, fillDesk } from './work.mjs';

const COUNTED =
  'Milliseconds of processor that the main thread of a browser takes (Chromium, TaskDuration in ticks of the thread) from the address to a page that can be used: a page of React with one heading, the inbox of a unit with ' +
  'its first hundred rows, and the page of a long ticket with the first part of its history; each in a browser of its own with nothing kept, in turns. ' +
  'Heap: of the inbox, which is told of a thousand changes and lets them in every hundred, after what is not used was collected, the last over that of the first hundred. ' +
  'Requests: what the open console asks of the API to show the inbox, and the ticket.';
const HANDLER = { role: 'handler', unit: 'water' };
const A_PAGE = 100;
const PORTIONS = 10;

/**
 * What a busy desk costs a browser, beside a page of React that shows nothing.
 * @param {{ owed: number, events: number, rounds: number, changes: number, json: boolean, out: string, date?: string }}
 *   options `owed`: by the unit; `events`: of the long ticket; `rounds`: how often each page is opened
 */
export async function benchScreens(options) {
  insistOnChromium();
  const { owed, events, rounds, changes } = options;
  return benchOnTheStack('screens', options, {
    env: { HUIYING_DEMO_SIGN_IN: 'true' },
    of: { owed, events, rounds, changes },
    measure: async (stack, say) => ({ counted: COUNTED, ...(await measured(stack, options, say)) }),
    print,
  });
}

async function measured({ apiPort, accounts }, { owed, events, rounds, changes }, say) {
  const base = `http://127.0.0.1:${apiPort}`;
  const work = { port: apiPort, accounts, say };
  const { ids, long, hotline } = await fillDesk(work, { owed, events });
  const empty = await serveEmptyPage();
  const browser = await launchBrowser();
  try {
    const arms = {
      empty: { beside: `${empty.url}nothing`, to: empty.url, usable: 'h1' },
      inbox: {
        beside: `${base}/livez`,
        to: `${base}/console/inbox`,
        usable: `tbody tr:nth-child(${Math.min(A_PAGE, owed)})`,
      },
      ticket: { beside: `${base}/livez`, to: `${base}/console/tickets/${long}`, usable: '.story li:nth-child(50)' },
    };
    const cpu = await openedInTurns({ browser, base, who: HANDLER, arms, rounds, say });
    const requests = await requestsOf(browser, base, long);
    const heap = await heapOver(browser, base, { port: apiPort, hotline, ids, changes, say });
    const figures = { cpu: mapped(cpu, summary), requests, heapMb: heap };
    const ratio = (name) => figures.cpu[name].p50 / figures.cpu.empty.p50;
    return {
      figures,
      targets: [
        judged('CPU of the inbox ÷ an empty page', ratio('inbox'), { atMost: 12 }),
        judged('CPU of the ticket ÷ an empty page', ratio('ticket'), { atMost: 12 }),
        judged('heap at the end ÷ after the first hundred changes', heap.at(-1) / heap[0], { atMost: 1.15 }),
        judged('requests to open the inbox', requests.inbox, { atMost: 3 }),
        judged('requests to open the ticket', requests.ticket, { atMost: 3 }),
      ],
    };
  } finally {
    await browser.close();
    await empty.close();
    hotline.close();
  }
}

const mapped = (of, change) => Object.fromEntries(Object.entries(of).map(([name, value]) => [name, change(value)]));

/** Of a console that is open already. What tells colleagues that somebody is here is no part of it. */
async function requestsOf(browser, base, long) {
  const context = await atDesk(browser, base, HANDLER);
  const page = await context.newPage();
  await page.goto('/console/notices');
  await page.locator('.page h1').waitFor();
  const asked = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith('/api/') || pathname.endsWith('/stream') || pathname.endsWith('/presence')) return;
    asked.push(`${request.method()} ${pathname}`);
  });
  const count = async (go, usable) => {
    await page.evaluate(LATER);
    asked.length = 0;
    await go();
    await page.locator(usable).first().waitFor();
    await page.evaluate(LATER);
    return asked.length;
  };
  const inbox = await count(async () => {
    await page.locator('body').press('g');
    await page.locator('body').press('i');
  }, 'tbody tr');
  const ticket = await count(async () => {
    await page.locator('#find-by-number').fill(long);
    await page.locator('#find-by-number').press('Enter');
  }, '.story li');
  await context.close();
  return { inbox, ticket };
}

async function heapOver(browser, base, { port, hotline, ids, changes, say }) {
  const context = await atDesk(browser, base, HANDLER);
  const page = await context.newPage();
  await page.goto('/console/inbox');
  await page.locator('tbody tr').first().waitFor();
  const client = await metricsOf(context, page);
  const heap = [];
  const portion = Math.ceil(changes / PORTIONS);
  for (let nth = 0; nth < PORTIONS; nth += 1) {
    const these = Array.from({ length: portion }, (_, at) => ids[(nth * portion + at) % ids.length]);
    await change({ port, hotline }, these);
    await page.locator('button.news').waitFor();
    await page.locator('body').press('r');
    await page.locator('button.news').waitFor({ state: 'hidden' });
    heap.push(await heapMb(client));
    say(`  ${(nth + 1) * portion} changes, ${heap.at(-1).toFixed(1)} MB`);
  }
  await context.close();
  return heap;
}

function print({ machine, figures, targets }) {
  const { cpu, requests, heapMb } = figures;
  const row = (name, times) => [name, shown(times.p50, 'ms'), shown(times.max, 'ms'), shown(times.p50 / cpu.empty.p50)];
  console.log(`\n${machineLine(machine)}\n`);
  console.log(
    table([
      ['CPU of the main thread', 'p50', 'max', '÷ empty'],
      row('an empty page of React', cpu.empty),
      row('the inbox', cpu.inbox),
      row('the ticket', cpu.ticket),
    ]),
  );
  console.log(
    `\nRequests: inbox ${requests.inbox}, ticket ${requests.ticket}. Heap: ${heapMb.map((mb) => mb.toFixed(1)).join(' ')} MB.`,
  );
  console.log(`\n${verdicts(targets)}`);
}
