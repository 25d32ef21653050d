import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { pick } from './chance.mjs';
import { callOf, STEPS as LIFE } from './lives.mjs';
import { post } from './post.mjs';

const AGAIN_AFTER_MS = 500;
const PATIENCE_MS = 240_000;
/** As in any life up to the first word with the citizen. */
const STEPS = [
  ...LIFE.slice(0, 1 + LIFE.findIndex(([, command]) => command === 'recordContact')),
  ['handler', 'requestExtension', { workingDays: 2, reason: '等待材料', basis: '管道需要定制' }],
];

/**
 * Tickets of people who wait for days: they are still open when the run ends, so that what is open is compared too. One
 * after the other while the faults are done, each step under its own key until it is answered.
 */
export async function playStanding({ url, accounts, count, chance, signal }) {
  const keyOf = (role, unit) =>
    accounts.find((one) => one.role === role && (unit === undefined || one.unit === unit)).apiKey;
  const problems = [];
  const played = [];
  for (let n = 1; n <= count && !signal.aborted; n += 1) {
    const registered = await insist(`${url}/api/v1/tickets`, keyOf('operator'), callOf(`常设第${n}件`));
    if (registered.status >= 300) {
      problems.push(`registration ${n}: ${registered.status} ${registered.body.code}`);
      continue;
    }
    const { id, number } = registered.body;
    played.push(id);
    const until = 1 + Math.floor(chance() * STEPS.length);
    for (const [role, command, body] of STEPS.slice(0, until)) {
      const key = keyOf(role, role === 'handler' ? 'water' : undefined);
      const answer = await insist(`${url}/api/v1/tickets/${id}/actions/${command}`, key, body);
      if (answer.status >= 300) problems.push(`${number} ${command}: ${answer.status} ${answer.body.code}`);
      await pause(pick(chance, [100, 300, 900]));
    }
  }
  return { problems, played };
}

/** Sends the same request with the same key until it is answered by somebody who knows. */
export async function insist(url, apiKey, body) {
  const key = randomUUID();
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await once(url, apiKey, body, key).catch((error) => ({
      status: 0,
      body: { code: error.message },
    }));
    if (answer.status !== 0 && answer.status < 500 && answer.status !== 429) return answer;
    if (Date.now() > until) return answer;
    await pause(AGAIN_AFTER_MS);
  }
}

async function once(url, apiKey, body, key) {
  const response = await post(url, { apiKey, key, body, withinMs: 30_000 });
  const text = await response.text();
  if (response.status >= 500) return { status: response.status, body: { code: `http-${response.status}` } };
  return { status: response.status, body: JSON.parse(text) };
}
