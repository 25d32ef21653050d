import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { startMailSink, type MailSink } from '../../bench/support/mail-sink.mjs';
import { EXPORT_COLUMNS } from '../../domain/export/columns.js';
import { findsThese } from '../support/canaries.js';
import { PATIENCE_MS } from '../support/eventually.js';
import { exportedBy } from '../support/exported.js';
import { readableIn } from '../support/readable.js';
import { openReceiver, type Receiver } from '../support/receiver.js';
import { filesReadBy, sendFiles, whileHalfIsSent } from '../support/sent-files.js';
import { newDataDir, removeDataDir, startStack, until, type RunningStack } from '../support/running-stack.js';

/** What people say of one ticket, each word of it nowhere else; `named` stands in the text as the speaker's name. */
const saidOf = (ticket: string, nth: number) => ({
  name: `欧阳${ticket}麒`,
  telephone: `1387777${nth}911`,
  address: `${ticket}望舒巷`,
  correctedAddress: `${ticket}扶桑里`,
  title: `${ticket}题砗磲`,
  text: `${ticket}文鹦鹉`,
  named: `司徒${ticket}麟`,
  inText: `1396666${nth}922`,
  supplement: `${ticket}补貔貅`,
  inSupplement: `1375555${nth}933`,
  nudge: `${ticket}催狻猊`,
  correction: `${ticket}更饕餮`,
  dispatch: `${ticket}派穷奇`,
  returned: `${ticket}退梼杌`,
  denied: `${ticket}驳混沌`,
  contact: `${ticket}联蒲牢`,
  reply: `${ticket}复嘲风`,
  review: `${ticket}审睚眦`,
  callback: `${ticket}访狴犴`,
  judgement: `${ticket}判负屃`,
  fileName: `${ticket}卷重明`,
  inFile: `${ticket}册夔牛`,
  inMetadata: `camera-of-${nth}-qiongqi`,
});
type Said = ReturnType<typeof saidOf>;
const ORDINARY = saidOf('瓒', 1);
const PROTECTED = saidOf('珣', 2);
/** What belongs to no whole life: an appeal, a request to be shown, and what was refused or could not be read. */
const OTHER = {
  declinedBecause: '玕拒螭吻',
  appeal: '玕诉赑屃',
  appealDecision: '玕裁囚牛',
  asked: '珣阅椒图',
  refused: '拒绝毕方',
  unread: '破损钦原',
  searched: '检索当康',
  halfAFile: '半截九婴',
  header: 'heading-jiyu-yong',
  requestId: 'asked-as-number-4711',
};

const named = (prefix: string, words: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(words).map(([name, word]) => [`${prefix}.${name}`, word]);
const CANARIES = Object.fromEntries([
  ...named('ordinary', ORDINARY),
  ...named('protected', PROTECTED),
  ...named('other', OTHER),
]);
const finder = findsThese(CANARIES);
const JPEG = Buffer.from([0xff, 0xd8]);
const all = (prefix: string, words: object): string[] => Object.keys(words).map((name) => `${prefix}.${name}`);
const but = (names: readonly string[], ...kept: readonly string[]): string[] =>
  names.filter((name) => !kept.includes(name.split('.')[1] ?? ''));

/**
 * Where each may be found, and why. Anything else in any of these places fails the test, and so does a place where the
 * search would find nothing although it is there.
 */
const TABLE: Readonly<Record<string, { readonly found: readonly string[]; readonly because: string }>> = {
  'text messages': {
    found: ['ordinary.telephone', 'protected.telephone'],
    because: 'they are sent to these numbers, and the development provider writes down what it would send',
  },
  'letters to staff': { found: [], because: 'they name the ticket, and what is due' },
  webhooks: { found: [], because: 'they say that something happened, and who may reads it' },
  logs: { found: ['other.requestId'], because: 'they name ids, routes and codes, and a request as its caller does' },
  metrics: { found: [], because: 'their labels are words of our own' },
  'command lines and environments': { found: [], because: 'they hold settings' },
  'histories in Temporal': { found: [], because: 'words are sealed before they get there' },
  'rows in PostgreSQL': { found: [], because: 'words are sealed under the ticket’s key, those of the index are marks' },
  'files on disk': { found: ['other.requestId'], because: 'they hold what the databases and the logs hold' },
  'the public interface': { found: [], because: 'nobody agreed to it' },
  'files that a supervisor fetches': {
    found: ['ordinary.inFile', 'protected.inFile'],
    because: 'they are the files that were sent, and pictures are made anew without what a camera wrote in them',
  },
  'files that the unit fetches': {
    found: ['ordinary.inFile'],
    because: 'what a ticket protects its files are kept back as well',
  },
  'what a supervisor reads': {
    // Telephone numbers are masked, a protected reporter is no name, and places are those that were corrected last.
    found: [
      ...but(all('ordinary', ORDINARY), 'name', 'telephone', 'address', 'inFile', 'inMetadata'),
      ...but(all('protected', PROTECTED), 'name', 'telephone', 'address', 'inFile', 'inMetadata'),
    ],
    because: 'the hotline reads what was said and written',
  },
  'what the unit reads': {
    found: [
      ...but(all('ordinary', ORDINARY), 'telephone', 'address', 'callback', 'inFile', 'inMetadata'),
      ...but(
        all('protected', PROTECTED),
        ...['name', 'telephone', 'address', 'correctedAddress', 'named', 'inText', 'inSupplement', 'callback'],
        ...['review', 'judgement', 'fileName', 'inFile', 'inMetadata'],
      ),
    ],
    because: 'it handles both, and of the protected one it reads the redacted words',
  },
  'a file that a supervisor exports': {
    // The place of the one that was declined was never corrected, and is the one that was told first.
    found: [
      ...['address', 'correctedAddress', 'title', 'text', 'named', 'inText'].map((name) => `ordinary.${name}`),
      ...['correctedAddress', 'title', 'text', 'named', 'inText'].map((name) => `protected.${name}`),
    ],
    because: 'a screen shows the supervisor as much, and nothing of what was said and written later is a column',
  },
  'a file that the unit exports': {
    found: [
      ...['name', 'correctedAddress', 'title', 'text', 'named', 'inText'].map((name) => `ordinary.${name}`),
      ...['title', 'text'].map((name) => `protected.${name}`),
    ],
    because: 'it holds what the unit reads of title, text and citizen, of the protected one the redacted words',
  },
};

describe('a word that somebody says', () => {
  let stack: RunningStack;
  let dataDir: string;
  let temporary: string;
  let mail: MailSink;
  let receiver: Receiver;
  let database: pg.Client;
  const secret = randomBytes(32).toString('base64');
  const places: Record<string, string[]> = {};
  const ids: string[] = [];
  const filesOf: Record<string, string[]> = {};
  const pictures: Buffer[] = [];

  const onDisk = async (): Promise<string[]> => [
    ...new Set([...(await finder.under(dataDir, [join(dataDir, 'sms.jsonl')])), ...(await finder.under(temporary))]),
  ];
  const send = (role: Parameters<RunningStack['account']>[0], method: string, path: string, body?: object) =>
    stack.send(stack.account(role, role === 'handler' ? 'water' : undefined), method, path, {
      body,
      ifMatch: '*',
      patient: true,
    });
  async function does(id: string, role: Parameters<typeof send>[0], command: string, body: object = {}): Promise<void> {
    const { status, body: answer } = await send(role, 'POST', `/tickets/${id}/actions/${command}`, body);
    expect([command, status, answer['detail']]).toEqual([command, 200, undefined]);
  }

  async function registered(said: Said, more: object): Promise<string> {
    const { status, body } = await send('operator', 'POST', '/tickets', {
      ...{ channel: 'phone', urgency: 'P2', classCode: '030102', replyWanted: true, title: said.title, ...more },
      text: `我叫${said.named}，电话${said.inText}，${said.text}`,
      citizen: { name: said.name, phone: said.telephone, identity: 'open' },
      address: { text: said.address },
    });
    expect([status, body['detail']]).toEqual([201, undefined]);
    ids.push(String(body['id']));
    return String(body['id']);
  }

  /** From the call to a citizen who is not satisfied, with whatever may be said in between. */
  async function lives(said: Said, more: object): Promise<string> {
    const attachments = await sendFiles(stack, stack.account('operator'), said);
    const id = await registered(said, { ...more, attachments });
    filesOf[id] = attachments;
    await does(id, 'operator', 'accept');
    await does(id, 'operator', 'correct', { address: { text: said.correctedAddress }, reason: said.correction });
    const { redaction } = (await send('dispatcher', 'GET', `/tickets/${id}`)).body as {
      redaction: { title: string; text: string } | null;
    };
    if (redaction) {
      expect(finder.in(redaction.text, redaction.title)).toEqual(['protected.text', 'protected.title']);
      await does(id, 'dispatcher', 'confirmRedaction', { title: redaction.title, text: redaction.text });
    }
    await does(id, 'dispatcher', 'dispatch', { unit: 'water', reason: said.dispatch });
    await does(id, 'handler', 'acknowledge');
    await does(id, 'handler', 'requestReturn', { reason: said.returned, basis: 'x' });
    await does(id, 'dispatcher', 'decide', { request: '1', grant: false, reason: said.denied });
    await does(id, 'handler', 'recordContact', { note: said.contact });
    for (const [noun, text] of [
      ['supplements', `${said.supplement}，电话${said.inSupplement}`],
      ['nudges', said.nudge],
    ] as const)
      expect((await send('operator', 'POST', `/tickets/${id}/${noun}`, { text })).status).toBe(202);
    const reply = { facts: 'f', basis: 'b', measures: 'm', contacted: 'c', text: said.reply };
    await does(id, 'handler', 'reply', reply);
    await does(id, 'reviewer', 'reviewReply', { accept: false, reason: said.review });
    await does(id, 'handler', 'reply', reply);
    await does(id, 'reviewer', 'reviewReply', { accept: true });
    const call = { reached: true, solved: 'no', satisfied: 1, reason: said.callback };
    await does(id, 'callbackAgent', 'recordCallback', call);
    await does(id, 'reviewer', 'judge', { redo: true, reason: said.judgement });
    if (redaction) {
      const { items } = (await send('dispatcher', 'GET', `/tickets/${id}/events`)).body as {
        items: { seq: number; redaction?: { text: string } }[];
      };
      const added = items.flatMap(({ seq, redaction: read }) => (read ? [{ event: seq, text: read.text }] : []));
      const { title, text } = redaction;
      await does(id, 'dispatcher', 'confirmRedaction', { title, text, added });
    }
    return id;
  }

  beforeAll(async () => {
    dataDir = await newDataDir();
    temporary = await newDataDir();
    mail = await startMailSink();
    receiver = await openReceiver();
    stack = await startStack(dataDir, {
      HUIYING_SMTP_URL: mail.url,
      HUIYING_SMS_OUTBOX: join(dataDir, 'sms.jsonl'),
      HUIYING_ALLOWED_TARGETS: '127.0.0.1',
      HUIYING_MASTER_KEY: secret,
      // Whatever is put down for a moment is put down where it is looked for.
      TMPDIR: temporary,
    });
    database = new pg.Client({ connectionString: (await stack.runtime()).databaseUrl });
    await database.connect();
    const hook = { name: 'all', url: receiver.url };
    expect((await send('handler', 'POST', '/webhooks', hook)).status).toBe(201);
  });
  afterAll(async () => {
    await database.end();
    await stack.end();
    await receiver.close();
    await mail.stop();
    await removeDataDir(dataDir);
    await removeDataDir(temporary);
  });

  it('is said in two whole lives, in an appeal, a request to be shown, and in what is refused', async () => {
    await lives(ORDINARY, { type: 'complaint' });
    const id = await lives(PROTECTED, { type: 'report', noneNamed: true });
    const asked = { fields: ['telephone'], purpose: 'callBack', words: OTHER.asked };
    const { status, body } = await send('handler', 'POST', `/tickets/${id}/disclosures`, asked);
    expect(status).toBe(202);
    const decision = `/tickets/${id}/disclosures/${String(body['id'])}/decision`;
    expect((await send('supervisor', 'POST', decision, { grant: true })).status).toBe(200);
    const shown = (await send('handler', 'GET', `/tickets/${id}`)).body;
    expect(finder.in(JSON.stringify(shown['citizen']))).toEqual(['protected.telephone']);

    const declined = await registered(ORDINARY, { type: 'help' });
    await does(declined, 'operator', 'decline', { code: 'malicious', reason: OTHER.declinedBecause });
    await does(declined, 'operator', 'appeal', { reason: OTHER.appeal });
    await does(declined, 'reviewer', 'decide', { request: '1', grant: false, reason: OTHER.appealDecision });

    const refused = await send('handler', 'POST', `/tickets/${id}/actions/accept`, { title: OTHER.refused });
    expect([refused.status, finder.in(JSON.stringify(refused.body))]).toEqual([400, []]);
    const { apiUrl } = await stack.runtime();
    const authorization = `Bearer ${stack.account('operator').apiKey}`;
    const broken = await fetch(`${apiUrl}/api/v1/tickets`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'x-notice': OTHER.header },
      body: `{"title":"${OTHER.unread}`,
    });
    expect([broken.status, finder.in(await broken.text())]).toEqual([400, []]);
    for (const path of [`tickets?q=${OTHER.searched}`, `tickets/${OTHER.searched}`, `${OTHER.searched}/x`])
      await fetch(`${apiUrl}/api/v1/${encodeURI(path)}`, {
        headers: { authorization, 'x-request-id': OTHER.requestId },
      });
    for (const [q, by, hits] of [
      [ORDINARY.text, 'handler', 2],
      [ORDINARY.named, 'supervisor', 2],
      [PROTECTED.text, 'supervisor', 1],
      [PROTECTED.text, 'handler', 0],
      [PROTECTED.named, 'handler', 0],
    ] as const) {
      const found = await send(by, 'GET', `/tickets?count=exact&q=${encodeURIComponent(q)}`);
      expect([q, by, found.body['total']]).toEqual([q, by, by === 'handler' ? Math.min(hits, 1) : hits]);
    }
  });

  it('is in a file that is half sent, of which nothing can be read on the disk meanwhile', async () => {
    const folder = join(dataDir, 'files');
    await whileHalfIsSent(stack, stack.account('operator'), { word: OTHER.halfAFile, folder }, async () => {
      expect(await onDisk()).toEqual(TABLE['files on disk']?.found);
    });
  });

  it('reaches those who are told, by letter, by text message and by webhook', async () => {
    // Citizens are left alone at night: it is morning.
    await database.query(
      "UPDATE notice SET hours = NULL, not_before = now() WHERE status = 'pending' AND channel = 'sms'",
    );
    const sms = async () => readFile(join(dataDir, 'sms.jsonl'), 'utf8').catch(() => '');
    await until(
      async () => mail.mails.length > 3 && receiver.received.length > 20 && finder.in(await sms()).length === 2,
      PATIENCE_MS,
      () => `letters ${mail.mails.length}, webhooks ${receiver.received.length}`,
    );
    places['text messages'] = finder.in(await sms());
    places['letters to staff'] = finder.in(JSON.stringify(mail.mails));
    places['webhooks'] = finder.in(...receiver.received.map((one) => `${one.path} ${JSON.stringify(one)}`));
  });

  it('is read by those who may', async () => {
    const [open, closed = ''] = ids;
    const readBy = async (role: Parameters<typeof send>[0]): Promise<string[]> => {
      const paths = [open, closed].flatMap((id) => [`/tickets/${id}`, `/tickets/${id}/live`, `/tickets/${id}/events`]);
      const more = ['/tickets?limit=50', '/inbox?limit=100', '/notices?limit=100', '/events?limit=500', '/approvals'];
      const texts: string[] = [];
      for (const path of [...paths, ...more]) texts.push(JSON.stringify((await send(role, 'GET', path)).body));
      return finder.in(...texts);
    };
    // What was granted ends with the next dispatch; here it is taken back.
    const { items } = (await send('supervisor', 'GET', `/tickets/${closed}/disclosures`)).body as {
      items: { id: string }[];
    };
    await send('handler', 'POST', `/tickets/${closed}/disclosures/${items[0]?.id ?? ''}/withdrawal`);
    for (const [place, account, statuses] of [
      // A paper has no small picture.
      ['files that a supervisor fetches', stack.account('supervisor'), [200, 404, 200, 200, 200, 404, 200, 200]],
      ['files that the unit fetches', stack.account('handler', 'water'), [200, 404, 200, 200, 404, 404, 404, 404]],
    ] as const) {
      const read = await Promise.all(
        Object.entries(filesOf).map(([id, files]) => filesReadBy(stack, account, id, files)),
      );
      expect([place, ...read.flatMap((one) => one.statuses)]).toEqual([place, ...statuses]);
      const contents = read.flatMap((one) => one.contents);
      places[place] = finder.in(...contents);
      pictures.push(...contents.filter((content) => content.subarray(0, 2).equals(JPEG)));
    }
    for (const [place, asks] of [
      ['a file that a supervisor exports', stack.account('supervisor')],
      ['a file that the unit exports', stack.account('handler', 'water')],
    ] as const) {
      const decides = stack.account('director');
      const file = await exportedBy(stack, { asks, decides }, EXPORT_COLUMNS);
      expect(file.trim().split('\n').length).toBeGreaterThan(2);
      places[place] = finder.in(file);
    }
    places['what a supervisor reads'] = await readBy('supervisor');
    places['what the unit reads'] = await readBy('handler');
    const { apiUrl } = await stack.runtime();
    places['the public interface'] = finder.in(await (await fetch(`${apiUrl}/open311/v2/requests.json`)).text());
  });

  it('is in no process, no log, no figure and no history', async () => {
    const { pids, metricsUrls, temporalAddress } = (await stack.runtime()) as Awaited<
      ReturnType<RunningStack['runtime']>
    > & { metricsUrls: string[] };
    const told = await Promise.all(
      Object.values(pids).flatMap((pid) =>
        ['cmdline', 'environ'].map((of) => readFile(`/proc/${pid}/${of}`).catch(() => Buffer.alloc(0))),
      ),
    );
    places['command lines and environments'] = finder.in(...told);
    places['metrics'] = finder.in(...(await Promise.all(metricsUrls.map(async (url) => (await fetch(url)).text()))));
    const logs = await readdir(join(dataDir, 'logs'));
    expect(logs.sort()).toEqual(expect.arrayContaining(['api.log', 'worker.log']));
    places['logs'] = [...new Set([...(await finder.under(join(dataDir, 'logs'))), ...finder.in(stack.output())])];

    const connection = await Connection.connect({ address: temporalAddress });
    const { workflow } = new Client({ connection, namespace: 'huiying' });
    const histories: string[] = [];
    for await (const execution of workflow.list()) {
      histories.push(readableIn(execution.raw));
      const handle = workflow.getHandle(execution.workflowId, execution.runId);
      histories.push(readableIn((await handle.fetchHistory()).events));
    }
    await connection.close();
    expect(histories.length).toBeGreaterThan(2 * ids.length);
    places['histories in Temporal'] = finder.in(...histories);
  });

  it('is in no row and no file', async () => {
    const { rows: tables } = await database.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1",
    );
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['ticket', 'ticket_event', 'ticket_words']));
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await database.query<Record<string, unknown>>(`SELECT * FROM "${name}"`);
      found.push(...finder.in(...rows.flatMap((row) => [readableIn(row), JSON.stringify(row)])));
    }
    places['rows in PostgreSQL'] = [...new Set(found)];
    await database.query('CHECKPOINT').catch(() => undefined);
    const files = await readdir(dataDir, { recursive: true });
    expect(files.filter((file) => /temporal.*\.(db|sqlite)$/.test(file))).not.toEqual([]);
    expect(files.filter((file) => file.includes('pg_wal'))).not.toEqual([]);
    places['files on disk'] = await onDisk();
    expect(files.filter((file) => file.endsWith('.thumb'))).toHaveLength(2);
    const parts = findsThese(Object.fromEntries(pictures.map((one, nth) => [`picture ${nth}`, one.subarray(0, 40)])));
    expect([pictures.length, await parts.under(dataDir)]).toEqual([6, []]);
    expect(parts.in(...pictures)).toHaveLength(6);
  });

  it.each(Object.entries(TABLE))('is found in %s only where the table says', (place, { found }) => {
    expect(places[place]).toEqual([...found].sort());
  });
});
