import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { pick } from './chance.mjs';

const STEPS = [
  ['operator', 'accept', {}],
  ['dispatcher', 'dispatch', { unit: 'water', reason: '供水主管' }],
  ['handler', 'acknowledge', {}],
  ['handler', 'recordContact', { note: '已电话联系' }],
  [
    'handler',
    'reply',
    {
      facts: '管道有沉积物',
      basis: '城市供水条例',
      measures: '已冲洗管道',
      contacted: '电话告知',
      text: '水质已恢复正常。',
    },
  ],
  ['reviewer', 'reviewReply', { accept: true }],
  ['callbackAgent', 'recordCallback', { reached: true, solved: 'yes', satisfied: 5 }],
];
/** How long people take for a step. */
const PAUSES_MS = [1_500, 4_000, 8_000];
const BEGUN_WITHIN_MS = 4_000;
const NAMED = 10;

/**
 * Whole lives from the call to the callback, so many at a time for as long as wanted; what is open then stays as it is. Every request is sent
 * once: who asks callers to try again has failed them.
 */
export function playLives({ url, accounts, together, chance }) {
  const keyOf = (role) =>
    accounts.find((one) => one.role === role && (role !== 'handler' || one.unit === 'water')).apiKey;
  const problems = [];
  const over = new AbortController();
  // Each life listens once at a time.
  setMaxListeners(0, over.signal);
  let played = 0;
  let steps = 0;

  async function send(role, path, body, wanted) {
    steps += 1;
    const why = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${keyOf(role)}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        'if-match': '*',
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    }).then(
      async (answer) => (answer.status === wanted ? { body: await answer.json() } : `${answer.status}`),
      (error) => error.cause?.code ?? error.name,
    );
    if (typeof why === 'object') return why.body;
    problems.push(`${path.split('/').at(-1)}: ${why}`);
    return null;
  }

  async function life(n) {
    const registered = await send(
      'operator',
      '/tickets',
      {
        channel: 'phone',
        type: 'help',
        urgency: 'P2',
        classCode: '030102',
        title: `第${n}件：自来水发黄`,
        text: '小区从昨晚开始自来水发黄，有异味。',
        replyWanted: true,
        citizen: { name: '王某', phone: '13800001234' },
        address: { text: '松堤街道花园小区' },
      },
      201,
    );
    if (registered === null) return;
    for (const [role, command, body] of STEPS) {
      await pause(pick(chance, PAUSES_MS), undefined, { signal: over.signal });
      if ((await send(role, `/tickets/${registered.id}/actions/${command}`, body, 200)) === null) return;
    }
  }

  async function player() {
    await pause(chance() * BEGUN_WITHIN_MS);
    while (!over.signal.aborted)
      await life((played += 1)).catch((error) => error.name === 'AbortError' || Promise.reject(error));
  }
  const running = Promise.all(Array.from({ length: together }, player));

  return {
    async end() {
      over.abort();
      await running;
    },
    checks: () => [
      {
        check: `lives, ${together} at a time: every request was done at the first try`,
        looked: steps,
        found: problems.length,
        examples: problems.slice(0, NAMED),
      },
    ],
    get played() {
      return played;
    },
  };
}
