/**
 * One ticket from the call to the callback, by a client whose types are generated from `docs/openapi.json`. Nothing here is checked by hand:
 * a path, a header, a field or a number that the API does not know does not compile.
 *
 *   HUIYING_API=http://127.0.0.1:12345 HUIYING_ACCOUNTS=.huiying/demo-accounts.json node life.js
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './huiying.js';

type Problem = components['schemas']['Problem'];
interface DemoAccount {
  readonly role: string;
  readonly unit: string | null;
  readonly apiKey: string;
}

const accounts = JSON.parse(readFileSync(process.env['HUIYING_ACCOUNTS'] ?? '', 'utf8')) as DemoAccount[];

/** The API as somebody in this role sees it. */
function as(role: string, unit?: string) {
  const account = accounts.find((one) => one.role === role && (unit === undefined || one.unit === unit));
  const authorize: Middleware = {
    onRequest: ({ request }) => request.headers.set('Authorization', `Bearer ${account?.apiKey}`),
  };
  const client = createClient<paths>({ baseUrl: process.env['HUIYING_API'] ?? 'http://127.0.0.1:12345' });
  client.use(authorize);
  return client;
}

interface Told<T> {
  readonly data?: T;
  readonly error?: Problem;
  readonly response: Response;
}

/** What came back, or the reason why not. */
function given<T>({ data, error, response }: Told<T>): { data: T; etag: string } {
  if (data === undefined) throw new Error(`${response.status} ${error?.code}: ${error?.detail}`);
  return { data, etag: response.headers.get('ETag') ?? '' };
}

const once = () => ({ 'Idempotency-Key': randomUUID() });

const registered = given(
  await as('operator').POST('/api/v1/tickets', {
    params: { header: once() },
    body: {
      channel: 'phone',
      type: 'help',
      urgency: 'P2',
      classCode: '030102',
      replyWanted: true,
      title: '自来水发黄',
      text: '小区从昨晚开始自来水发黄，有异味。',
      citizen: { name: '王女士', phone: '13800001234' },
      address: { text: '松堤街道花园小区' },
    },
  }),
);
const { id, number } = registered.data;
console.log(`${number} ${registered.data.state}`);

/** Each step is decided on what the step before left behind. */
let etag = registered.etag;
function step(answer: Told<components['schemas']['Ticket']>): void {
  const after = given(answer);
  etag = after.etag;
  console.log(`${number} ${after.data.state}`);
}
const seen = () => ({ path: { id }, header: { 'If-Match': etag, ...once() } });

const stale = etag;
step(await as('operator').POST('/api/v1/tickets/{id}/actions/accept', { params: seen(), body: {} }));
const late = await as('operator').POST('/api/v1/tickets/{id}/actions/accept', {
  params: { path: { id }, header: { 'If-Match': stale } },
  body: {},
});
console.log(`too late: ${late.response.status} ${late.error?.code}`);

step(
  await as('dispatcher').POST('/api/v1/tickets/{id}/actions/dispatch', {
    params: seen(),
    body: { unit: 'water', reason: '供水水质由水务部门负责' },
  }),
);
const unit = as('handler', 'water');
step(await unit.POST('/api/v1/tickets/{id}/actions/acknowledge', { params: seen(), body: {} }));
const owed = given(await unit.GET('/api/v1/inbox', { params: { query: { limit: 100, overdue: false } } }));
console.log(`owed: ${owed.data.items.some((line) => line.id === id)}`);
step(
  await unit.POST('/api/v1/tickets/{id}/actions/recordContact', {
    params: seen(),
    body: { note: '已电话联系，约今日上门' },
  }),
);
step(
  await unit.POST('/api/v1/tickets/{id}/actions/reply', {
    params: seen(),
    body: {
      facts: '检修后管道有沉积物',
      basis: '城市供水条例',
      measures: '已冲洗管道',
      contacted: '电话告知王女士',
      text: '水质已恢复正常。',
    },
  }),
);
step(await as('reviewer').POST('/api/v1/tickets/{id}/actions/reviewReply', { params: seen(), body: { accept: true } }));
step(
  await as('callbackAgent').POST('/api/v1/tickets/{id}/actions/recordCallback', {
    params: seen(),
    body: { reached: true, solved: 'yes', satisfied: 5 },
  }),
);

// The feed by pages, as numbers say how large and how long, and on by cursors. It tells nothing before what began
// earlier has ended, so the newest may come a moment later: it is asked until it has told the end.
let after = 'start';
const types: string[] = [];
while (!types.includes('callbackRecorded')) {
  const { data } = given(await unit.GET('/api/v1/events', { params: { query: { after, limit: 50, wait: 5 } } }));
  types.push(...data.items.filter((event) => event.ticket.id === id).map((event) => event.type));
  after = data.nextCursor;
}
console.log(`events: ${types.join(' ')}`);
