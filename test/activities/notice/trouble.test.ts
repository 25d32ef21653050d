import { randomUUID } from 'node:crypto';
import { startMailSink, type MailSink } from '../../../bench/support/mail-sink.mjs';
import type { NoticeTurn } from '../../../activities/notice/notice-activities.js';
import type { Transport } from '../../../domain/notice/vocabulary.js';
import { createContactStore, type Contact, type ContactStore } from '../../../storage/reference/contact-store.js';
import { createNoticeStore, type ClaimedNotice } from '../../../storage/notice/notice-store.js';
import { createSealing } from '../../../storage/secrets/sealing.js';
import { takeTurn, type Ways } from '../../support/notice-turn.js';
import { writesNotices, type NoticeWriter } from '../../support/notice-writer.js';
import { MASTER_KEY } from '../../support/notices.js';
import { openReceiver, type Receiver } from '../../support/receiver.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

const AT = '2026-09-22T02:00:00.000Z';
const SOON = new Date('2026-09-22T02:00:10.000Z');

let database: TestDatabase;
let tickets: NoticeWriter;
let contacts: ContactStore;
let clock: Date;
beforeEach(async () => {
  database = await createTestDatabase();
  tickets = await writesNotices(database);
  contacts = createContactStore(database.pool, createSealing(MASTER_KEY));
  clock = SOON;
});
afterEach(() => database.close());

const turnOf = (channel: Transport, ways: Ways = {}): Promise<NoticeTurn> =>
  takeTurn(channel, ways, { pool: database.pool, reference: tickets.reference, now: () => clock });

async function rowsOf(channel: string): Promise<{ unit: string; status: string; why: string | null; tries: number }[]> {
  const { rows } = await database.pool.query(
    `SELECT unit_id AS unit, status, last_error AS why, attempts AS tries FROM notice WHERE channel = $1 ORDER BY id`,
    [channel],
  );
  return rows as never;
}

async function handlerOf(unit: string): Promise<Contact> {
  const [contact] = await contacts.list({ unit, position: 'handler' });
  if (!contact) throw new Error(`There is no handler at ${unit}.`);
  return contact;
}

describe('a notice that cannot be composed', () => {
  let sink: MailSink;
  beforeEach(async () => {
    sink = await startMailSink({ delayMs: 20 });
  });
  afterEach(() => sink.stop());

  it('is dead at once, and every other letter goes out exactly once', async () => {
    const { rows } = await database.pool.query<{ unit_id: string }>(
      `SELECT unit_id FROM contact WHERE position = 'handler' ORDER BY unit_id LIMIT 11`,
    );
    const units = rows.map(({ unit_id }) => unit_id);
    await tickets.remind(units.length, AT, units);
    await database.pool.query(`UPDATE notice SET template = 'unheardOf' WHERE channel = 'email' AND unit_id = $1`, [
      units[2],
    ]);
    for (const _ of [1, 2, 3]) expect(await turnOf('email', { smtpUrl: sink.url })).toMatchObject({ away: null });
    expect(sink.mails.map(({ to }) => to).sort()).toEqual([...new Set(sink.mails.map(({ to }) => to))].sort());
    expect(sink.mails).toHaveLength(10);
    const told = await rowsOf('email');
    expect(told.filter(({ status }) => status === 'sent')).toHaveLength(10);
    expect(told.filter(({ status }) => status !== 'sent')).toEqual([
      { unit: units[2], status: 'dead', why: 'cannot-compose', tries: 1 },
    ]);
  });
});

describe('the late answer of an earlier turn', () => {
  const store = (): ReturnType<typeof createNoticeStore> => createNoticeStore(database.pool);

  async function takenTwice(): Promise<{ first: ClaimedNotice[]; second: ClaimedNotice[] }> {
    await tickets.remind(1, AT, ['water']);
    const [first = []] = await store().claim('email', clock, 10);
    await store().recover('email', clock);
    const [second = []] = await store().claim('email', clock, 10);
    return { first, second };
  }

  it.each<[string, (message: ClaimedNotice[]) => Promise<void>]>([
    ['that it failed', (message) => store().putOff(message, clock, 'smtp-451', true)],
    ['that it was not its time', (message) => store().putOff(message, clock, null, false)],
    ['that it was given up', (message) => store().giveUp(message, 'dead', 'smtp-550')],
  ])('%s does not revive a notice that has been sent', async (_what, say) => {
    const { first, second } = await takenTwice();
    await store().delivered(second, clock);
    await say(first);
    await say(second);
    expect(await rowsOf('email')).toEqual([{ unit: 'water', status: 'sent', why: null, tries: 2 }]);
  });

  it('that it was sent says nothing of the attempt under way', async () => {
    const { first, second } = await takenTwice();
    await store().delivered(first, clock);
    expect(await rowsOf('email')).toMatchObject([{ status: 'sending', tries: 2 }]);
    await store().delivered(second, clock);
    expect(await rowsOf('email')).toMatchObject([{ status: 'sent' }]);
  });
});

describe('a channel that this system does not have', () => {
  it('keeps what it is given, says why, and lets go of it when nobody needs it any more', async () => {
    await tickets.tellCitizen('registered', AT);
    await tickets.remind(1, AT, ['water']);
    for (const channel of ['sms', 'email'] as const) {
      expect(await turnOf(channel)).toEqual({ messages: 0, away: 'not-configured' });
      expect(await rowsOf(channel)).toMatchObject([{ status: 'pending', why: 'not-configured', tries: 0 }]);
    }
    clock = new Date('2026-10-02T02:00:00.000Z');
    for (const channel of ['sms', 'email'] as const) {
      await turnOf(channel);
      expect(await rowsOf(channel)).toMatchObject([{ status: 'expired', why: 'not-configured' }]);
    }
  });

  it('sends what has waited once it is there', async () => {
    await tickets.remind(1, AT, ['water']);
    await turnOf('email');
    const sink = await startMailSink();
    await turnOf('email', { smtpUrl: sink.url });
    expect(sink.mails).toHaveLength(1);
    await sink.stop();
  });
});

describe('a contact that is replaced a moment before a notice is written', () => {
  let sink: MailSink;
  beforeEach(async () => {
    sink = await startMailSink();
  });
  afterEach(() => sink.stop());

  it('loses nothing: its successor is told', async () => {
    const { id, updatedAt: _, webhookGoneAt: __, ...before } = await handlerOf('water');
    await contacts.create({ ...before, email: 'successor@water.example' });
    await contacts.remove(id);
    await tickets.remind(1, AT, ['water']);
    await turnOf('email', { smtpUrl: sink.url });
    expect(sink.mails.map(({ to }) => to)).toEqual(['successor@water.example']);
  });

  it('is not told at its new desk of what concerns the old one', async () => {
    await tickets.remind(1, AT, ['water']);
    const { id, updatedAt: _, webhookGoneAt: __, ...before } = await handlerOf('water');
    await contacts.replace(id, { ...before, unit: 'housing' });
    await contacts.create({ ...before, email: 'successor@water.example' });
    await turnOf('email', { smtpUrl: sink.url });
    expect(sink.mails.map(({ to }) => to)).toEqual(['successor@water.example']);
  });

  it('is not made up for by telling a colleague twice', async () => {
    const { id, updatedAt: _, webhookGoneAt: __, ...before } = await handlerOf('water');
    await contacts.create({ ...before, email: 'colleague@water.example' });
    await tickets.reference.refresh();
    await tickets.remind(1, AT, ['water']);
    await contacts.remove(id);
    await turnOf('email', { smtpUrl: sink.url });
    expect(sink.mails.map(({ to }) => to)).toEqual(['colleague@water.example']);
    expect((await rowsOf('email')).map(({ status, why }) => [status, why]).sort()).toEqual([
      ['cancelled', 'no-address'],
      ['sent', null],
    ]);
  });
});

describe("a contact's own receiver", () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await openReceiver();
    await contacts.create({
      ...{ unit: 'labour', position: 'handler', name: '系统', language: 'zh', email: null, phone: null, active: true },
      webhookUrl: receiver.url,
      webhookSecret: `whsec_${Buffer.from(randomUUID()).toString('base64')}`,
    });
    await tickets.reference.refresh();
  });
  afterEach(() => receiver.close());

  it.each([
    ['120', '2026-09-22T02:02:10.000Z'],
    ['Tue, 22 Sep 2026 02:05:00 GMT', '2026-09-22T02:05:00.000Z'],
  ])('that asks for a pause with Retry-After: %s is left alone for that long', async (retryAfter, until) => {
    receiver.behave((_message, response) => void response.writeHead(429, { 'retry-after': retryAfter }).end());
    await tickets.remind(1, AT, ['labour']);
    await turnOf('webhook');
    const { rows } = await database.pool.query<{ not_before: Date }>(
      `SELECT not_before FROM notice WHERE channel = 'webhook' AND status = 'pending'`,
    );
    expect(rows.map(({ not_before }) => not_before.toISOString())).toEqual([until]);
  });

  it('that says 410 is not called again, until somebody changes the contact', async () => {
    receiver.behave((_message, response) => void response.writeHead(410).end());
    await tickets.remind(2, AT, ['labour']);
    await turnOf('webhook');
    const contact = (await contacts.list({ unit: 'labour' })).find(({ webhookUrl }) => webhookUrl !== null);
    expect(contact?.webhookGoneAt).toEqual(SOON);
    await tickets.remind(1, AT, ['labour']);
    await tickets.reference.refresh();
    await tickets.remind(1, AT, ['labour']);
    await turnOf('webhook');
    expect(receiver.received).toHaveLength(1);
    expect((await rowsOf('webhook')).map(({ status, why }) => [status, why])).toEqual([
      ['dead', 'webhook-410'],
      ['dead', 'webhook-410'],
      ['cancelled', 'no-address'],
    ]);
    receiver.behave((_message, response) => void response.writeHead(204).end());
    if (contact) await contacts.replace(contact.id, contact);
    await tickets.reference.refresh();
    await tickets.remind(1, AT, ['labour']);
    await turnOf('webhook');
    expect(receiver.received).toHaveLength(2);
  });
});
