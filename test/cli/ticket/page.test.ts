import picocolors from 'picocolors';
import { presentLive } from '../../../api/ticket/live-presenter.js';
import { presentEvent } from '../../../api/ticket/ticket-presenter.js';
import { soleViewer } from '../../../api/ticket/viewer.js';
import type { Account } from '../../../api/access/account.js';
import type { TicketEvent } from '../../../cli/ticket/history-lines.js';
import { columnsOf, cut, padded, wrapped } from '../../../cli/ticket/layout.js';
import { ticketPage } from '../../../cli/ticket/page.js';
import type { Style } from '../../../cli/ticket/style.js';
import type { LiveTicketBody } from '../../../contracts/live-ticket.js';
import { disclosureOf } from '../../../domain/ticket/disclosure.js';
import type { ContactDirectory } from '../../../domain/notice/recipients.js';
import type { ReferenceSnapshot } from '../../../storage/reference/reference-data.js';
import { STATES } from '../../../domain/ticket/vocabulary.js';
import { aLifeIn, aMaster, BECAUSE, dutyManager, handlerOf, supervisor } from '../../support/lives.js';
import type { Story } from '../../support/steps.js';
import { UNITS } from '../../support/tickets.js';
import { CALENDAR } from '../../domain/calendar/fixtures.js';

const plain = picocolors.createColors(false);
const NAMES: Readonly<Record<string, string>> = {
  [UNITS.department]: '住房和城乡建设局',
  [UNITS.township]: '听澜街道',
};
/** Every unit has a handler, and nobody else is named. */
const CONTACTS: ContactDirectory = {
  contactsAt: (unit, position) =>
    position === 'handler' ? [{ id: unit, unit, position, language: 'zh', reachedBy: [] }] : [],
  contactsIn: () => [],
  pathOf: () => [],
};
const style = (language: Style['language'] = 'zh', columns = 80): Style => ({
  language,
  columns,
  colors: plain,
  unit: (id) => NAMES[id] ?? id,
});
const ADMINISTRATOR: Account = {
  id: 'a',
  name: 'A',
  role: 'administrator',
  unit: null,
  unitPath: [],
  scopes: [],
  expiresAt: null,
  person: null,
  by: { kind: 'key', id: 'a' },
};

/** What the API answers of a life, as its presenters make it. */
function answered(life: Story, workflow = true): { live: LiveTicketBody; events: TicketEvent[] } {
  const units = Object.entries(NAMES).map(([id, name]) => [id, { id, name, nameEn: name, parent: 'city', path: [] }]);
  const reference = {
    units: new Map(units as []),
    calendarFor: () => CALENDAR,
    contacts: CONTACTS,
  } as unknown as ReferenceSnapshot;
  const live = presentLive(
    {
      state: life.ticket,
      updatedAt: new Date(life.now),
      citizen: null,
      content: { title: '小区井盖破损，晚上有人摔倒，希望尽快更换', text: '', address: { text: '' }, occurredAt: null },
      redaction: null,
      linkGeneration: 0,
    },
    workflow
      ? { workflow: { ticket: life.ticket, done: [], runId: 'r1' }, ageSeconds: null }
      : { workflow: null, ageSeconds: 12 },
    soleViewer(ADMINISTRATOR),
    reference,
    {
      ratingLinks: { linkTo: () => '', pageTo: () => '', read: () => null },
      progressLinks: { linkTo: () => '', pageTo: () => '', read: () => null },
      queryCodes: { codeOf: () => '', matches: () => false },
      handOuts: { note: () => undefined },
      workflowLink: (id, run) => `https://temporal.example.org/${id}/${run ?? ''}`,
      now: () => new Date(life.now),
    },
  );
  const events = life.events.map((event) =>
    presentEvent(
      { ...event, at: new Date(event.at), changes: null, text: { reason: '配件要从外地调' }, hash: '' },
      { state: life.ticket, citizen: null, redaction: null },
      disclosureOf(ADMINISTRATOR, life.ticket),
      () => true,
    ),
  );
  return { live, events };
}

function page(life: Story, as = style(), rows: number | null = null): string[] {
  const { live, events } = answered(life);
  return ticketPage(live, events, as, rows);
}

describe('a ticket in the terminal', () => {
  const busy = (): Story => {
    const life = aLifeIn('inProgress', { when: '2026-09-21 10:00', coUnits: [UNITS.township] });
    life.does(handlerOf(UNITS.department), 'requestExtension', { workingDays: 5, ...BECAUSE, basis: 'law' });
    life.does(dutyManager, 'decide', { request: '1', grant: true, ...BECAUSE });
    return life.does(supervisor, 'supervise', { demand: 'x' }).at('2026-09-23 11:00');
  };

  it('says in Chinese what it waits for, what runs, what is open and what happened', () => {
    const text = page(busy()).join('\n');
    expect(text).toContain('12345-000001  办理中  P2 complaint  主办 住房和城乡建设局  督办级别 2');
    expect(text).toMatch(/等待 {7}经办人 听澜街道（2026-09-21 10:00 起）/);
    expect(text).toMatch(/说明 {7}等待听澜街道反馈协办结果/);
    expect(text).toMatch(
      /办理时限 +2026-10-12 18:00 {2}剩 8 个工作日 5 小时\n +→ .+ {2}提醒经办人（住房和城乡建设局）/,
    );
    expect(text).toContain('告知上级单位负责人（无人任职，告知值班台）');
    expect(text).toMatch(/✓ 签收时限 +2026-09-21 10:00 {2}按时/);
    expect(text).toMatch(/\n申请\n +1 +2026-09-21 10:00 +延期 +\+5 +已同意 +值班长/);
    expect(text).toMatch(/\n督办\n +1 +2026-09-21 10:00 +督办级别 2 +督办员 +未回复/);
    expect(text).toMatch(/\n +\d+ +2026-09-21 10:00:00 {2}同意延期 +值班长\n +“配件要从外地调”/);
    expect(text).toMatch(/超期 +时钟 {2}先行联系时限 → 承办单位联络员/);
    expect(text).toContain('https://temporal.example.org/ticket-t1/r1');
  });

  it('says what is kept back from the reader', () => {
    const life = aLifeIn('inProgress', { when: '2026-09-21 10:00', identity: 'hidden' });
    expect(page(life).join('\n')).toMatch(/不予明示 +地址，标题，正文/);
    expect(page(life, style('en')).join('\n')).toMatch(/kept back +address, title, text/);
    expect(page(busy()).join('\n')).not.toContain('不予明示');
  });

  it('says it in English', () => {
    const text = page(busy(), style('en')).join('\n');
    expect(text).toMatch(/waits for {2}handler 听澜街道 since 2026-09-21 10:00/);
    expect(text).toMatch(/handling +2026-10-12 18:00 {2}8 working days 5 hours left/);
    expect(text).toMatch(/extension granted +duty manager/);
  });

  it.each(STATES)('fits eighty columns in %s, in both languages', (state) => {
    const life = aLifeIn(state, { when: '2026-09-21 10:00', coUnits: [UNITS.township] });
    for (const language of ['zh', 'en'] as const) {
      const wide = page(life, style(language)).filter((line) => columnsOf(line) > 80 && !line.includes('https:'));
      expect(wide).toEqual([]);
    }
  });

  it('shows of a long history what the screen has room for, the latest last', () => {
    const life = busy();
    const whole = page(life);
    const fitted = page(life, style(), whole.length - 6);
    expect(fitted.length).toBeLessThanOrEqual(whole.length - 6);
    expect(fitted.at(-1)).toBe(whole.at(-1));
    expect(fitted.join('\n')).toMatch(/… \d+ 条更早的经过/);
  });

  it('says that the workflow did not answer, and how old the answer is', () => {
    const { live, events } = answered(aLifeIn('dispatched'), false);
    expect(ticketPage(live, events, style()).join('\n')).toContain('流程未应答，为最近的记录，距今 12 秒');
  });

  it('names the ticket that it follows', () => {
    expect(page(aLifeIn('merged')).join('\n')).toContain(`主单 ${aMaster().number}`);
  });
});

describe('the layout of a terminal', () => {
  it('counts a Chinese letter as two columns', () => {
    expect(columnsOf('办理 P2，→')).toBe(4 + 1 + 2 + 2 + 1);
    expect(padded('办', 4)).toBe('办  ');
    expect(cut('办理时限', 5)).toBe('办理…');
  });

  it('breaks English between words and Chinese anywhere, and begins no line with a mark', () => {
    expect(wrapped('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrapped('等待住建局签收，期限', 14)).toEqual(['等待住建局签', '收，期限']);
    expect(wrapped('', 8)).toEqual([]);
  });
});
