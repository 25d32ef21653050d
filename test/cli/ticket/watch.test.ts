import picocolors from 'picocolors';
import type { TicketEvent } from '../../../cli/ticket/history-lines.js';
import { createQuestions, NoAnswer, type Questions } from '../../../cli/ticket/questions.js';
import { growingScreen, jsonScreen, redrawnScreen } from '../../../cli/ticket/screens.js';
import type { Style } from '../../../cli/ticket/style.js';
import { watchTicket, type Screen } from '../../../cli/ticket/watch.js';
import type { HttpAnswer, Time } from '../../../cli/simulate/connection.js';
import type { LiveTicketBody } from '../../../contracts/live-ticket.js';

const style: Style = { language: 'en', columns: 80, colors: picocolors.createColors(false), unit: (id) => id };

function at(version: number, kind: 'open' | 'end' = 'open'): LiveTicketBody {
  return {
    number: '20260921-000001',
    version,
    kind,
    state: kind === 'end' ? 'withdrawn' : 'registered',
    waiting: { for: null, since: '2026-09-21T10:00:00.000+08:00', sentence: { zh: '', en: `Reason ${version}.` } },
    source: 'workflow',
    ageSeconds: null,
    policy: { code: 'default', version: '1' },
    ...{ clocks: [], requests: [], tasks: [], supervisions: [], followers: [], withheld: [], roles: {} },
  } as unknown as LiveTicketBody;
}

function event(seq: number): TicketEvent {
  return {
    ...{ seq, type: 'nudged', at: '2026-09-21T10:00:00.000+08:00', from: 'registered', to: 'registered' },
    ...{ actor: { id: 'c', role: 'citizen', unit: null }, data: {}, changes: null, text: {}, withheld: [], hash: '' },
  };
}

type Second = number | 'silence' | 'end';

/** A ticket that is at each of these versions in turn, a second each; an error is a second without an answer. */
function unfolding(...steps: readonly Second[]): { questions: Questions; time: Time } {
  let now = 0;
  const step = (): Second => steps[Math.min(Math.floor(now / 1000), steps.length - 1)] ?? 'end';
  const versions = steps.filter((one) => typeof one === 'number');
  const version = (): number => {
    const one = step();
    if (one === 'silence') throw new NoAnswer('gone');
    return one === 'end' ? Math.max(...versions) + 1 : one;
  };
  const time: Time = {
    now: () => now,
    sleep: (milliseconds: number) => {
      now += milliseconds;
      return Promise.resolve();
    },
  };
  const questions: Questions = {
    live: async () => Promise.resolve(at(version(), step() === 'end' ? 'end' : 'open')),
    events: async () => Promise.resolve(Array.from({ length: version() }, (_, index) => event(index + 1))),
    changedSince: async (known) => Promise.resolve(version() !== known),
    unitNames: async () => Promise.resolve(new Map()),
  };
  return { questions, time };
}

async function watched(screen: Screen, ...steps: readonly Second[]): Promise<void> {
  const { questions, time } = unfolding(...steps);
  await watchTicket(questions, screen, time);
}

describe('watching a ticket', () => {
  it('prints the page once and then what is new, until it ends, through a silence that is told once', async () => {
    const lines: string[] = [];
    const warned: string[] = [];
    const screen = growingScreen({ line: (text = '') => lines.push(text), warn: (text) => warned.push(text) }, style);
    await watched(screen, 1, 1, 'silence', 'silence', 3, 'end');
    const text = lines.join('\n');
    expect(text.match(/20260921-000001/g)).toHaveLength(1);
    expect(lines.filter((line) => line.includes('nudged')).map((line) => line.trim().split(/\s+/)[0])).toEqual([
      ...['1', '2', '3', '4'],
    ]);
    expect(lines.filter((line) => /^why {2}\S/.test(line))).toEqual(['why  Reason 3.', 'why  Reason 4.']);
    expect(warned).toEqual(['The API does not answer; it is asked again (gone)']);
  });

  it('says one line of JSON for each change', async () => {
    const records: Record<string, unknown>[] = [];
    const screen = jsonScreen({ record: (value) => records.push(value), warn: () => undefined });
    await watched(screen, 1, ...Array.from({ length: 25 }, () => 1), 2, 'end');
    expect(records.map(({ version }) => version)).toEqual([1, 2, 3]);
  });

  it('draws a terminal anew within its height, also when only time has passed', async () => {
    const drawn: string[] = [];
    const screen = redrawnScreen({ rows: 20, write: (text: string) => drawn.push(text) }, style);
    await watched(screen, 30, ...Array.from({ length: 21 }, () => 30), 'silence', 'end');
    expect(drawn).toHaveLength(5);
    for (const page of drawn) expect(page.split('\n').length).toBeLessThanOrEqual(20);
    expect(drawn[3]).toContain('does not answer');
  });
});

describe('asking the API for a ticket', () => {
  const asking = (answer: Partial<HttpAnswer> | Error): Questions =>
    createQuestions(
      () =>
        answer instanceof Error
          ? Promise.reject(answer)
          : Promise.resolve({ status: 200, headers: {}, body: null, ...answer }),
      'key',
      '20260921-000001',
    );

  it.each([
    [404, 'ticket-not-found', 'There is no ticket 20260921-000001 to show'],
    [401, 'unauthenticated', 'The key is not accepted'],
    [403, 'actor-not-allowed', 'The API refused to answer: actor-not-allowed'],
  ])('explains a %i', async (status, code, says) => {
    await expect(asking({ status, body: { code, detail: 'No.' } }).live()).rejects.toThrow(says);
  });

  it.each([new Error('ECONNREFUSED'), { status: 503, body: null }, { status: 429, body: null }])(
    'takes %o for a silence that may pass',
    async (answer) => {
      await expect(asking(answer).live()).rejects.toThrow(NoAnswer);
    },
  );

  it('sees by the mark of the version whether anything changed', async () => {
    expect(await asking({ status: 304 }).changedSince(3)).toBe(false);
    expect(await asking({ status: 200 }).changedSince(3)).toBe(true);
  });
});
