import { callOf, STEPS } from './lives.mjs';
import { insist } from './standing.mjs';

const ENDED = 'closed';

/**
 * One life from the call to the callback, by these accounts. Answers with what was done and came of it, up to what was
 * refused.
 */
export async function oneLife({ url, accounts }) {
  const done = [];
  const ask = async (role, act, path, body) => {
    const account = accounts.find((one) => one.role === role);
    if (account === undefined) throw new Error(`Nobody has a key as ${role}, who has to ${act}.`);
    const answer = await insist(`${url}/api/v1/tickets${path}`, account.apiKey, body);
    done.push({ act: `${role}: ${act}`, status: answer.status, says: answer.body.state ?? answer.body.code });
    if (answer.status >= 300) throw new Error(`${act} is answered ${answer.status} ${answer.body.code}`);
    return answer.body;
  };
  try {
    const { id } = await ask('operator', 'register', '', callOf('第一件'));
    let state;
    for (const [role, act, body] of STEPS) ({ state } = await ask(role, act, `/${id}/actions/${act}`, body));
    if (state !== ENDED) throw new Error(`in the end the ticket is ${state}, not ${ENDED}`);
    return { done, trouble: null };
  } catch (error) {
    return { done, trouble: error.message };
  }
}
