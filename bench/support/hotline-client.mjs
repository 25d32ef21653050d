import { randomUUID } from 'node:crypto';
import http from 'node:http';

/**
 * Speaks to the API as a busy front end does: connections are kept, every command has a key and says what it was
 * decided on.
 */
export function createHotlineClient({ port, accounts }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 128 });
  const keyOf = (role, unit) => {
    const account = accounts.find((one) => one.role === role && (unit === undefined || one.unit === unit));
    if (!account) throw new Error(`The demonstration has no ${role}${unit === undefined ? '' : ` of ${unit}`}.`);
    return account.apiKey;
  };

  async function post(path, apiKey, body, headers) {
    const answer = await send(path, apiKey, body, headers);
    if (answer.status < 300) return answer;
    const { code, detail } = JSON.parse(answer.text);
    const kind = path.replace(/[0-9a-f-]{36}/, '{id}');
    throw Object.assign(new Error(`POST ${kind} was answered ${answer.status} ${code}: ${detail}`), {
      status: answer.status,
    });
  }

  function send(path, apiKey, body, headers) {
    const text = JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: '127.0.0.1',
          port,
          agent,
          method: 'POST',
          path: `/api/v1${path}`,
          headers: {
            authorization: `Bearer ${apiKey}`,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
            ...headers,
          },
        },
        (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            resolve({
              status: response.statusCode,
              etag: response.headers.etag,
              text: Buffer.concat(chunks).toString('utf8'),
            });
          });
        },
      );
      request.on('error', (error) => {
        // The server closed a connection that had been idle at the moment it was used again; the key makes it safe to
        // repeat.
        if (request.reusedSocket && error.code === 'ECONNRESET') resolve(send(path, apiKey, body, headers));
        else reject(error);
      });
      request.end(text);
    });
  }

  return {
    keyOf,
    async register(ticket, key = randomUUID()) {
      const { etag, text } = await post('/tickets', keyOf('operator'), ticket, { 'idempotency-key': key });
      return { id: JSON.parse(text).id, etag };
    },
    /** Returns the ETag for the next command. */
    async command(id, name, { apiKey, body, etag, key = randomUUID() }) {
      const answer = await post(`/tickets/${id}/actions/${name}`, apiKey, body, {
        'if-match': etag,
        'idempotency-key': key,
      });
      return answer.etag;
    },
    /** How many things of a kind the operators' worklist counts as overdue. */
    async overdue(kind) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/inbox?limit=1`, {
        headers: { authorization: `Bearer ${keyOf('operator')}` },
      });
      const { counts } = await answer.json();
      return counts[kind].overdue;
    },
    close: () => agent.destroy(),
  };
}

/** What a caller reports, in words of the usual length. */
export function newTicket(channel, n) {
  return {
    channel,
    type: 'help',
    urgency: 'P2',
    title: `和平路第${n}号井盖破损`,
    text: '和平路与建设街交叉口东南角的人行道上有一处井盖破损，已经松动，行人经过时发出响声，夜间没有照明，附近有小学，希望尽快派人处理并回电告知结果。',
    replyWanted: true,
    citizen: { name: '张三', phone: '13800001234', identity: 'open' },
    address: { text: '和平路与建设街交叉口东南角', lon: 116.4, lat: 39.9 },
  };
}
