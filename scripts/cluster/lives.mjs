import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { pick } from './chance.mjs';
import { post } from './post.mjs';

/** What people do with a call until it is closed. */
export const STEPS = [
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
/** A call, told apart from others by a few words. */
export const callOf = (words) => ({
  channel: 'phone',
  type: 'help',
  urgency: 'P2',
  classCode: '030102',
  title: `${words}：自来水发黄`,
  text: '小区从昨晚开始自来水发黄，有异味。',
  replyWanted: true,
  citizen: { name: '王某', phone: '13800001234' },
  address: { text: '松堤街道花园小区' },
});
/** How long people take for a step; on a machine that is slow they take longer. */
const PAUSES_MS = [2_500, 5_000, 9_000];
const TIMES_THE_ANSWER = 4;
/** They do not all begin at once, so that some register and others act all the time. */
const BEGUN_WITHIN_MS = 12_000;
const NAMED = 10;
const TRIES = 20;
const AGAIN_AFTER_MS = 500;

/**
 * Whole lives from the call to the callback, so many at a time for as long as wanted; what is open then stays as it is.
 * What is answered 5xx is sent again under its key, as everybody should who calls; that it was answered so the proxy
 * knows.
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
  let answeredInMs = 0;

  async function send(role, path, body) {
    steps += 1;
    const at = Date.now();
    const key = randomUUID();
    for (let tries = 1; ; tries += 1) {
      const answer = await once(role, path, body, key);
      answeredInMs = Date.now() - at;
      if (answer.body) return answer.body;
      if (tries < TRIES && (answer.status === 0 || answer.status >= 500)) {
        await pause(AGAIN_AFTER_MS);
        continue;
      }
      problems.push(`${path.split('/').at(-1)}: ${answer.status || answer.why}`);
      return null;
    }
  }

  async function once(role, path, body, key) {
    try {
      const answer = await post(`${url}/api/v1${path}`, { apiKey: keyOf(role), key, body, withinMs: 60_000 });
      return { status: answer.status, body: answer.ok ? await answer.json() : null };
    } catch (error) {
      return { status: 0, why: error.cause?.code ?? error.name };
    }
  }

  async function life(n) {
    const registered = await send('operator', '/tickets', callOf(`第${n}件`));
    if (registered === null) return;
    for (const [role, command, body] of STEPS) {
      await pause(pick(chance, PAUSES_MS) + TIMES_THE_ANSWER * answeredInMs, undefined, { signal: over.signal });
      if ((await send(role, `/tickets/${registered.id}/actions/${command}`, body)) === null) return;
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
        check: `lives, ${together} at a time: every request was done`,
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
