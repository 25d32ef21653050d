import { randomUUID } from 'node:crypto';
import { createApiWorld, TICKET, type ApiWorld, type Reply, type Say } from '../../support/api-world.js';

/** In everything that is wrong, and to be found neither in an answer nor in the log. */
const CANARY = '砗磲麒麟';
const REPORT = { type: 'report', accusedUnit: 'housing', title: '作风问题', text: '请核实。' };
const ASK = { fields: ['telephone'], purpose: 'callBack', words: CANARY };

let world: ApiWorld;
/** With water, protected. */
let ticket: string;
beforeAll(async () => {
  world = await createApiWorld();
  ticket = (await world.register(REPORT)).body.id;
  await world.act(ticket, 'accept', world.key('operator'));
  await world.saysYes(ticket);
  const sent = await world.act(ticket, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
  expect(sent.status).toBe(200);
});
afterAll(() => world.close());

const water = (): string => world.key('handler', 'water');
const JSON_OF = { 'Content-Type': 'application/json' };
const disclosures = (rest = ''): string => `/api/v1/tickets/${ticket}/disclosures${rest}`;

interface Bad {
  readonly who: () => string;
  readonly path: () => Promise<string> | string;
  readonly say: Say;
  readonly told: readonly [status: number, code: string];
  /** It is answered before anybody asks who calls. */
  readonly unread?: true;
}

const supplements = (): string => `/api/v1/tickets/${ticket}/supplements`;
const decision = async (): Promise<string> => {
  const { body } = await world.send('POST', disclosures(), water(), { body: ASK });
  return disclosures(`/${body.id}/decision`);
};

const BAD: Readonly<Record<string, Bad>> = {
  'half a character': {
    who: () => world.key('operator'),
    path: supplements,
    say: { body: { text: `${CANARY}\ud800` } },
    told: [400, 'validation-failed'],
  },
  'half a character, as an escape': {
    who: () => world.key('operator'),
    path: supplements,
    say: { raw: `{"text":"${CANARY}\\udc00x"}`, headers: JSON_OF },
    told: [400, 'validation-failed'],
  },
  'bytes that are no UTF-8': {
    who: () => world.key('operator'),
    path: supplements,
    say: {
      raw: new Uint8Array(
        Buffer.concat([Buffer.from(`{"text":"${CANARY}`), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
      ),
      headers: JSON_OF,
    },
    told: [400, 'malformed-request'],
  },
  'a field twice': {
    who: () => world.key('operator'),
    path: supplements,
    say: { raw: `{"text":"x","text":"${CANARY}"}`, headers: JSON_OF },
    told: [400, 'malformed-request'],
  },
  'a command of another position': {
    who: water,
    path: () => `/api/v1/tickets/${ticket}/actions/decide`,
    say: { body: { request: '1', grant: true, reason: CANARY }, ifMatch: '*' },
    told: [403, 'actor-not-allowed'],
  },
  'a field of twenty megabytes': {
    who: () => world.key('operator'),
    path: supplements,
    say: { body: { text: CANARY.repeat(1_750_000) } },
    told: [413, 'payload-too-large'],
    unread: true,
  },
  'a decision of the one who asked': {
    who: water,
    path: decision,
    say: { body: { grant: true } },
    told: [403, 'actor-not-allowed'],
  },
};

const lineOf = (requestId: string): string =>
  world
    .logged()
    .split('\n')
    .find((line) => line.includes(requestId)) ?? '{}';

async function sent({ who, path, say }: Bad): Promise<{ reply: Reply; line: string }> {
  const requestId = randomUUID();
  const headers = { ...say.headers, 'X-Request-Id': requestId };
  const reply = await world.send('POST', await path(), who(), { ...say, headers });
  return { reply, line: lineOf(requestId) };
}

describe('what cannot be right', () => {
  it.each(Object.keys(BAD))(
    'is a clear problem and a row that names key and ticket, and nothing leaks: %s',
    async (name) => {
      const bad = BAD[name];
      if (!bad) throw new Error(name);
      const before = await world.row(ticket);
      const { reply, line } = await sent(bad);
      expect([reply.status, reply.body.code]).toEqual(bad.told);
      expect([typeof reply.body.detail, reply.body.detail.length > 20]).toEqual(['string', true]);
      const named = bad.unread ? {} : { key: bad.who().slice(3, 11), ticket };
      expect(JSON.parse(line)).toMatchObject({ ...named, status: reply.status, problem: reply.body.code });
      expect(`${reply.text}${line}`).not.toMatch(/砗磲|麒麟/);
      expect(line).not.toContain(bad.who());
      expect((await world.row(ticket))['version']).toBe(before['version']);
    },
  );

  it('is what a second person decides for whom the first one is, and what was granted and is over', async () => {
    const asked = await world.send('POST', disclosures(), world.key('operator'), {
      body: { ...ASK, purpose: 'danger' },
    });
    expect(asked.status).toBe(202);
    const of = disclosures(`/${asked.body.id}`);
    const decide = (key: string) => world.send('POST', `${of}/decision`, key, { body: { grant: true } });
    expect((await decide(world.key('supervisor'))).status).toBe(200);
    // A second approver is the first one again, or too late.
    expect((await decide(world.key('supervisor'))).body.state).toBe('holds');
    const other = await decide(world.key('director'));
    expect([other.status, other.body.code]).toEqual([409, 'disclosure-over']);
    const page = () => world.get(`/api/v1/tickets/${ticket}`, world.key('operator'));
    expect((await page()).text).toContain(TICKET.citizen.phone);
    world.later(16 * 60_000);
    const over = await page();
    expect([over.status, over.text.includes(TICKET.citizen.phone)]).toEqual([200, false]);
    const late = await decide(world.key('dutyManager'));
    expect([late.status, late.body.code]).toEqual([409, 'disclosure-over']);
    expect(late.text).not.toMatch(/砗磲|138/);
  });
});
