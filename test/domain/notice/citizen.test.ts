import { hoursOf, withinHours } from '../../../domain/notice/quiet-hours.js';
import { POSITIONS } from '../../../domain/notice/vocabulary.js';
import { readFileSync } from 'node:fs';
import { parseNoticeTemplates } from '../../../domain/notice/templates.js';
import {
  aLife,
  dispatcher,
  operator,
  reviewer,
  handler,
  callbackAgent,
  dutyManager,
  A_REPLY,
  BECAUSE,
  redacted,
} from '../../support/lives.js';
import { aContact, QUERY_CODES, rowsFor, textOf } from '../../support/notices.js';
import type { Story } from '../../support/steps.js';
import { UNITS } from '../../support/tickets.js';
import { china } from '../calendar/fixtures.js';
import type { NoticeRow } from '../../../domain/notice/notice-rows.js';

const EVERYBODY = [UNITS.department, UNITS.city, 'hotline'].flatMap((unit) =>
  POSITIONS.map((position) => aContact(`${unit} ${position}`)),
);

/** What the citizen hears in a whole life, in order. */
function heard(story: Story): NoticeRow[] {
  return story.events.flatMap((event) =>
    rowsFor({ ticket: story.ticket, events: [event] }, EVERYBODY).filter(({ recipient }) => recipient === 'citizen'),
  );
}

function wholeLife(type: 'help' | 'report'): Story {
  const accepted = aLife({ type, noneNamed: type === 'report' }).does(operator, 'accept', { type });
  return redacted(accepted)
    .does(dispatcher, 'dispatch', { unit: UNITS.department, ...BECAUSE })
    .does(handler, 'acknowledge', {})
    .does(handler, 'reply', A_REPLY)
    .does(reviewer, 'reviewReply', { accept: true })
    .does(callbackAgent, 'recordCallback', { reached: true, solved: 'yes', satisfied: 5 });
}

describe('a citizen', () => {
  it('hears of the dispatch with unit and date, of the reply, and of the end', () => {
    const told = heard(wholeLife('help'));
    expect(told.map(({ template }) => template)).toEqual(['citizenDispatched', 'citizenReplied', 'citizenClosed']);
    expect(textOf(told.slice(0, 1)).text).toMatch(new RegExp(`${UNITS.department}办理，预计2026-`));
  });

  it('whose matter is declined is told why, and where to appeal', () => {
    const story = aLife({ type: 'consult' }).does(operator, 'decline', { code: 'privateCivil', ...BECAUSE });
    const [told] = heard(story);
    expect(told?.template).toBe('citizenDeclined');
    expect(textOf([told!]).text).toMatch(
      /原因：属私人民事、市场行为。.*申诉：https:\/\/hotline\.example\.org\/citizen\/progress\/[\w-]+，由另一人复核/,
    );
    expect(textOf([told!], 'en').text).toMatch(/a private civil or market matter.* or appeal here: https:/);
  });

  it('who reports somebody is never told a unit, in any notice', () => {
    const story = wholeLife('report');
    const told = heard(story);
    expect(told.map(({ template }) => template)).toContain('citizenDispatchedUnnamed');
    const said = JSON.stringify(told.flatMap((row) => [row, textOf([row]), textOf([row], 'en')]));
    for (const name of [UNITS.department, handler.id, story.ticket.lead?.id ?? '']) {
      expect(said).not.toContain(`"${name}"`);
      expect(textOf(told, 'zh').text).not.toContain(name);
    }
  });

  it('is told the number with a code that is not the number, and can be recognised by it', () => {
    const { ticket } = aLife();
    const event = { ...wholeLife('help').events[0]!, type: 'registered', seq: 1 };
    const [told] = rowsFor({ ticket, events: [event] }, EVERYBODY);
    const id = '00000000-0000-7000-8000-000000000001';
    expect(textOf([told!]).text).toContain(QUERY_CODES.codeOf(id));
    expect(QUERY_CODES.codeOf(id)).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
    expect(QUERY_CODES.matches(id, ` ${QUERY_CODES.codeOf(id).toLowerCase()} `)).toBe(true);
    expect(QUERY_CODES.matches('00000000-0000-7000-8000-000000000002', QUERY_CODES.codeOf(id))).toBe(false);
    expect(JSON.stringify(told)).not.toContain(QUERY_CODES.codeOf(id));
  });

  it.each([
    [
      undefined,
      /因情况复杂，经批准延期办理，预计2026-09-\d\d/,
      /because it is complex; this was approved.* by 2026-09-/,
    ],
    ['inspection' as const, /因需检验、检测或鉴定，经批准延期/, /because an inspection or an expert opinion is needed/],
  ])('hears of more time with the new date and the reason (%s), not in the words of the unit', (code, zh, en) => {
    const story = aLife()
      .does(operator, 'accept', {})
      .does(dispatcher, 'dispatch', { unit: UNITS.department, ...BECAUSE })
      .does(handler, 'acknowledge', {})
      .does(handler, 'requestExtension', { workingDays: 2, ...(code && { code }), reason: '王某未到场', basis: 'law' })
      .does(dutyManager, 'decide', { request: '1', grant: true, ...BECAUSE });
    const last = heard(story).at(-1)!;
    expect(last.template).toBe('citizenExtended');
    expect(textOf([last]).text).toMatch(zh);
    expect(textOf([last], 'en').text).toMatch(en);
    expect(JSON.stringify([last, textOf([last])])).not.toContain('王某');
  });

  it('who could not be reached gets a link to rate by', () => {
    const story = aLife()
      .does(operator, 'accept', {})
      .does(dispatcher, 'dispatch', { unit: UNITS.department, ...BECAUSE })
      .does(handler, 'acknowledge', {})
      .does(handler, 'reply', A_REPLY)
      .does(reviewer, 'reviewReply', { accept: true })
      .at('2026-09-21 10:00')
      .does(callbackAgent, 'recordCallback', { reached: false });
    const last = heard(story).at(-1);
    expect(last?.template).toBe('citizenMissed');
    expect(textOf([last!]).text).toMatch(/https:\/\/hotline\.example\.org\/citizen\/ratings\/[\w-]+$/);
  });
});

describe('quiet hours', () => {
  const hours = hoursOf('09:00', '20:00');

  it.each([
    ['2026-09-18 08:59', '2026-09-18 09:00'],
    ['2026-09-18 09:00', '2026-09-18 09:00'],
    ['2026-09-18 19:59', '2026-09-18 19:59'],
    ['2026-09-18 20:00', '2026-09-19 09:00'],
    ['2026-09-18 23:30', '2026-09-19 09:00'],
    ['2026-09-19 00:10', '2026-09-19 09:00'],
  ])('what happens at %s is told at %s', (at, told) => {
    expect(withinHours(china(at), hours)).toBe(china(told));
  });

  it('hold nobody up who works around the clock', () => {
    const at = china('2026-09-19 03:10');
    expect([withinHours(at, hoursOf('00:00', '24:00')), withinHours(at, null)]).toEqual([at, at]);
  });
});

describe('a set of templates', () => {
  const shipped = JSON.parse(readFileSync('data/notices/default.json', 'utf8')) as {
    templates: Record<string, { text: { zh: string; en?: string } }>;
  };
  const altered = (change: (templates: typeof shipped.templates) => void): unknown => {
    const copy = structuredClone(shipped);
    change(copy.templates);
    return copy;
  };

  it('is refused when a text is missing in a language, or asks for what its notice has not got', () => {
    expect(() => parseNoticeTemplates(altered(({ reminder }) => delete reminder?.text.en))).toThrow(
      'templates.reminder.text.en',
    );
    const nosy = altered(({ citizenDispatchedUnnamed: one }) => (one!.text.zh = '{{unit}}'));
    expect(() => parseNoticeTemplates(nosy)).toThrow('{{unit}} is not among');
    expect(() => parseNoticeTemplates(altered((templates) => (templates['strange'] = templates['reminder']!)))).toThrow(
      'strange',
    );
  });

  it('of a pack says what it says otherwise, and leaves the rest as it is', () => {
    const base = parseNoticeTemplates(shipped);
    const own = parseNoticeTemplates({ sign: { zh: '首都12345', en: 'Capital 12345' } }, base);
    expect(own.sign.zh).toBe('首都12345');
    expect(own.templates).toEqual(base.templates);
  });
});
