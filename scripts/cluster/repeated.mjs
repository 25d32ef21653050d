import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { callOf } from './lives.mjs';
import { post } from './post.mjs';

const CALLS = 6;
const TRIES = 8;
/** Until the answer to a command is written. */
const WRITTEN_MS = 500;

/**
 * Calls and commands, which APIs of both versions are given in turn, and each again by its key at an API of each
 * version: whoever answered first, the answer is that one, word for word.
 */
export async function repeatedAt(urls, { url, accounts }) {
  const { apiKey } = accounts.find(({ role }) => role === 'operator');
  const send = async (where, { path, body, key }) => {
    const answer = await post(`${where}/api/v1/tickets${path}`, { apiKey, key, body, withinMs: 30_000 });
    return { status: answer.status, text: await answer.text() };
  };
  // An API of the version before is not heard by what one of this version registered (docs/adr/0026): the other one's
  // turn comes next.
  const asked = async (request) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await send(url, request);
      if (answer.status < 500 || tries === TRIES) return answer;
    }
  };
  const given = [];
  for (let n = 0; n < CALLS; n += 1) {
    const call = { path: '', body: callOf(`重复第${n}件`), key: randomUUID() };
    const registered = await asked(call);
    const accept = { path: `/${JSON.parse(registered.text).id}/actions/accept`, body: {}, key: randomUUID() };
    given.push([call, registered], [accept, await asked(accept)]);
  }
  await pause(WRITTEN_MS);
  const found = [];
  for (const [request, first] of given) {
    for (const [version, where] of Object.entries(urls)) {
      const again = await send(where, request);
      if (again.status !== first.status || again.text !== first.text)
        found.push(
          `${request.path === '' ? 'a call' : 'accept'}: ${first.status}, and ${again.status} again, by the ${version}`,
        );
    }
  }
  return {
    check: 'what an API of one version answered, one of the other answers again',
    looked: given.length * Object.keys(urls).length,
    found: found.length,
    examples: found.slice(0, 10),
  };
}
