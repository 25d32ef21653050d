import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { startMailSink, type MailSink } from '../../../bench/support/mail-sink.mjs';
import type { NoticeTurn } from '../../../activities/notice/notice-activities.js';
import type { Transport } from '../../../domain/notice/vocabulary.js';
import { createProgressLinks, createQueryCodes } from '../../../storage/access/citizen-links.js';
import { createContactStore } from '../../../storage/reference/contact-store.js';
import { createNoticeStore } from '../../../storage/notice/notice-store.js';
import { createSealing } from '../../../storage/secrets/sealing.js';
import { china } from '../../domain/calendar/fixtures.js';
import { takeTurn, type Ways } from '../../support/notice-turn.js';
import { writesNotices, type NoticeWriter } from '../../support/notice-writer.js';
import { MASTER_KEY } from '../../support/notices.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { withoutChance } from '../../support/without-chance.js';

const AT = '2026-09-22T02:00:00.000Z';
const SOON = new Date('2026-09-22T02:00:10.000Z');

let database: TestDatabase;
let tickets: NoticeWriter;
let clock = SOON;

beforeEach(async () => {
  database = await createTestDatabase();
  tickets = await writesNotices(database);
  clock = SOON;
});
afterEach(() => database.close());

const turnOf = (channel: Transport, ways: Ways = {}): Promise<NoticeTurn> =>
  takeTurn(channel, ways, { pool: database.pool, reference: tickets.reference, now: () => clock });

async function statuses(channel: string): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ status: string; n: number }>(
    'SELECT status, count(*)::int AS n FROM notice WHERE channel = $1 GROUP BY status ORDER BY status',
    [channel],
  );
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}

describe('two hundred tickets whose reminders fall in the same second', () => {
  let sink: MailSink;
  beforeEach(async () => {
    sink = await startMailSink();
  });
  afterEach(() => sink.stop());

  it('are one letter for each person, which lists every ticket once', async () => {
    const numbers = await tickets.remind(200, AT, ['water', 'housing']);
    await turnOf('email', { smtpUrl: sink.url });

    expect(sink.mails.map(({ to }) => to).sort()).toEqual([
      'handler.housing@chengchuan.example',
      'handler.water@chengchuan.example',
    ]);
    const told = sink.mails.flatMap(({ notices }) => notices);
    expect([told.length, new Set(told).size]).toEqual([200, 200]);
    for (const number of numbers) {
      expect(sink.mails.filter(({ text }) => text.includes(number))).toHaveLength(1);
    }
    expect(await statuses('email')).toEqual({ merged: 198, sent: 2 });
  });

  it('say what an administrator has them say since, with the next letter', async () => {
    await tickets.remind(1, AT, ['water']);
    await turnOf('email', { smtpUrl: sink.url });
    const words = { zh: '火速：{{number}}', en: 'Hurry: {{number}}' };
    const data = { templates: { reminder: { sms: 'HY_REMINDER', subject: words, text: words } } };
    await database.pool.query("INSERT INTO notice_wording VALUES ('default', 1, $1, now())", [JSON.stringify(data)]);
    await tickets.reference.refresh();
    const [number = ''] = await tickets.remind(1, AT, ['housing']);
    await turnOf('email', { smtpUrl: sink.url });
    const [before, after] = sink.mails.map(({ text }) => text);
    expect(before).not.toContain('火速');
    expect(after).toContain(`火速：${number}`);
  });

  it('gather also what came a moment after the first was due', async () => {
    await tickets.remind(3, AT, ['water']);
    await tickets.remind(3, '2026-09-22T02:00:06.000Z', ['water']);
    clock = new Date('2026-09-22T02:00:07.000Z');
    await turnOf('email', { smtpUrl: sink.url });
    expect(sink.mails.map(({ notices }) => notices.length)).toEqual([6]);
  });

  it('stay the same letter, by the same name, when a turn was killed before it could say that it had sent', async () => {
    await tickets.remind(5, AT, ['water']);
    const [first] = await createNoticeStore(database.pool).claim('email', clock, 10);
    await tickets.remind(2, AT, ['water']);
    await turnOf('email', { smtpUrl: sink.url });

    const again = sink.mails.find(({ notices }) => notices.length === 5);
    expect(again?.messageId).toContain(`notice.${first?.[0]?.messageId ?? ''}.`);
    expect([...(again?.notices ?? [])].sort()).toEqual(first?.map(({ id }) => id).sort());
    expect(await statuses('email')).toEqual({ merged: 5, sent: 2 });
  });
});

describe('writing a step again', () => {
  it('writes none of its notices twice', async () => {
    await tickets.remind(3, AT, ['water']);
    const before = await statuses('email');
    await tickets.repeatLastStep();
    expect(await statuses('email')).toEqual(before);
  });

  it('in another way, because the first was never durable, tells what happened instead', async () => {
    await tickets.remind(1, AT, ['water']);
    await tickets.replaceLastStep('overdue');
    const { rows } = await database.pool.query(`SELECT template, status FROM notice WHERE channel = 'email'`);
    expect(rows).toEqual([{ template: 'overdue', status: 'pending' }]);
  });
});

describe('a mail server that is away', () => {
  it('keeps what it has, blames no notice, and holds up no other channel', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'huiying-sms-')), 'outbox.jsonl');
    await tickets.remind(4, AT, ['water']);
    await tickets.tellCitizen('registered', AT);
    const { away } = await turnOf('email', { smtpUrl: 'smtp://127.0.0.1:9' });
    expect(away).toMatch(/^smtp-/);
    expect(await statuses('email')).toEqual({ pending: 4 });
    await turnOf('sms', { smsFile: file });
    expect(await statuses('sms')).toEqual({ sent: 1 });
    const { rows } = await database.pool.query('SELECT attempts, last_error FROM notice WHERE channel = $1', ['email']);
    expect(rows).toEqual(Array.from({ length: 4 }, () => ({ attempts: 0, last_error: away })));

    const sink = await startMailSink();
    await turnOf('email', { smtpUrl: sink.url });
    expect(sink.mails.map(({ notices }) => notices.length)).toEqual([4]);
    await sink.stop();
    await rm(file);
  });
});

describe('a mailbox that the server does not know', () => {
  it('is a dead letter at once, and nobody else waits for it', async () => {
    const sink = await startMailSink({ refuse: (address) => address.includes('water') });
    await tickets.remind(2, AT, ['water', 'housing']);
    const { away } = await turnOf('email', { smtpUrl: sink.url });
    expect(away).toBeNull();
    expect(sink.mails).toHaveLength(1);
    const { rows } = await database.pool.query(`SELECT unit_id, last_error FROM notice WHERE status = 'dead'`);
    expect(rows).toEqual([{ unit_id: 'water', last_error: 'smtp-550' }]);
    await sink.stop();
  });
});

describe('a text message to a citizen', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huiying-sms-'));
    file = join(folder, 'outbox.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const sent = async (): Promise<
    { to: string; templateCode: string; params: Record<string, string>; outId: string }[]
  > =>
    (await readFile(file, 'utf8').catch(() => ''))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as never);

  it('waits for the morning when something happens at night', async () => {
    const night = china('2026-09-22 23:10');
    await tickets.tellCitizen('registered', night);
    clock = new Date(night);
    await turnOf('sms', { smsFile: file });
    expect(await sent()).toEqual([]);
    clock = new Date(china('2026-09-23 08:59'));
    await turnOf('sms', { smsFile: file });
    expect(await sent()).toEqual([]);
    clock = new Date(china('2026-09-23 09:00'));
    await turnOf('sms', { smsFile: file });
    expect(await sent()).toMatchObject([{ to: '+8613800001234', templateCode: 'HY_C_ACCEPTED' }]);
  });

  it('that could not be sent in time waits for the next morning, and is forgotten when nobody needs it any more', async () => {
    const noon = china('2026-09-22 12:00');
    await tickets.tellCitizen('registered', noon);
    clock = new Date(china('2026-09-22 21:00'));
    await turnOf('sms', { smsFile: file });
    const { rows } = await database.pool.query<{ not_before: Date }>(
      `SELECT not_before FROM notice WHERE status = 'pending'`,
    );
    expect(rows[0]?.not_before.toISOString()).toBe(china('2026-09-23 09:00'));
    clock = new Date(china('2026-09-30 12:00'));
    await turnOf('sms', { smsFile: file });
    expect([await sent(), await statuses('sms')]).toEqual([[], { expired: 1 }]);
  });

  it('holds what an approved text needs, in a file for its owner alone, and the database holds nothing of it', async () => {
    const { id, number } = await tickets.tellCitizen('registered', AT);
    await turnOf('sms', { smsFile: file });
    const [line] = await sent();
    expect(line?.params).toMatchObject({ number, queryCode: createQueryCodes(MASTER_KEY).codeOf(id) });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { rows } = await database.pool.query('SELECT to_jsonb(n) AS row FROM notice n');
    expect(withoutChance(JSON.stringify(rows))).not.toMatch(/138|queryCode/);
  });

  it('carries the code and link that hold by then, and not those that were withdrawn', async () => {
    const { id } = await tickets.tellCitizen('registered', AT);
    await database.pool.query('UPDATE ticket SET link_generation = 2 WHERE id = $1', [id]);
    await turnOf('sms', { smsFile: file });
    const [line] = await sent();
    expect(line?.params).toMatchObject({
      queryCode: createQueryCodes(MASTER_KEY).codeOf(id, 2),
      progressLink: createProgressLinks(MASTER_KEY, 'https://hotline.example.org').pageTo(id, 2),
    });
  });

  it('is not written for one who left no number', async () => {
    await tickets.tellCitizen('registered', AT, { phone: null });
    expect(await statuses('sms')).toEqual({});
  });
});

describe("a contact's own receiver", () => {
  let server: Server;
  const got: { id: string; body: string; headers: Record<string, string> }[] = [];
  beforeEach(async () => {
    got.length = 0;
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = request.headers as Record<string, string>;
        got.push({ id: headers['webhook-id'] ?? '', body: Buffer.concat(chunks).toString('utf8'), headers });
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => server.close());

  it('gets the notice signed with the secret that was agreed', async () => {
    const secret = `whsec_${Buffer.from(randomUUID()).toString('base64')}`;
    const { port } = server.address() as AddressInfo;
    const contact = {
      unit: 'grid-free',
      position: 'handler',
      name: '系统',
      language: 'zh',
      email: null,
      phone: null,
    } as const;
    await createContactStore(database.pool, createSealing(MASTER_KEY)).create({
      ...contact,
      unit: 'labour',
      webhookUrl: `http://127.0.0.1:${port}/notices`,
      webhookSecret: secret,
      active: true,
    });
    await tickets.reference.refresh();
    const [number] = await tickets.remind(1, AT, ['labour']);
    await turnOf('webhook');
    expect(got).toHaveLength(1);
    const [call] = got;
    expect(() => new Webhook(secret).verify(call?.body ?? '', call?.headers ?? {})).not.toThrow();
    expect(JSON.parse(call?.body ?? '')).toMatchObject({ type: 'notice', notices: [{ number, template: 'reminder' }] });
  });
});
