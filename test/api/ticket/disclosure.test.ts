import { randomUUID } from 'node:crypto';
import { routes } from '../../../api/routes.js';
import type { Route } from '../../../api/route.js';
import { ACCOUNT_COMMANDS, COMMAND_BODIES } from '../../../contracts/commands.js';
import { TicketSchema, type TicketBody } from '../../../contracts/ticket.js';
import { disclosureTo, type DisclosureField } from '../../../domain/ticket/disclosure.js';
import { PROTECTION_LEVELS, type ProtectionLevel } from '../../../domain/ticket/protection.js';
import { RELATIONS, seesTicket, type Relation } from '../../../domain/ticket/relations.js';
import { ROLES, type Role } from '../../../domain/ticket/vocabulary.js';
import { feedSettled } from '../../support/feed-settled.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { pdf } from '../../support/files.js';
import { uploaded } from '../../support/uploading.js';
import { sampleFor } from '../../support/sample.js';

/**
 * The table of disclosure, row by row, over the real routes: each field holds a word that is nowhere else, and who
 * stands how towards the ticket finds exactly the words that the table shows.
 */
const UNITS: Readonly<Partial<Record<Relation, string>>> = {
  lead: 'east-tinglan',
  above: 'district-east',
  task: 'housing',
  formerLead: 'transport',
  formerTask: 'urban-management',
  accused: 'water',
  none: 'education',
};
/** Towards whom the words of a follower stand so is another ticket's affair: see `followers.test.ts`. */
const ELSEWHERE: readonly Relation[] = ['masterOrFollower'];

type Canaries = Readonly<Record<DisclosureField, string>>;
const FIELDS: readonly (keyof Canaries)[] = [
  ...(['name', 'telephone', 'address', 'position', 'title', 'text'] as const),
  ...(['supplements', 'callbackNotes', 'reviewersWords', 'hotlineWords', 'unitWords', 'evidence'] as const),
];
const BEASTS = ['砗磲', '鹦鹉', '麒麟', '貔貅'];
const canariesOf = (level: ProtectionLevel): Canaries => {
  const n = PROTECTION_LEVELS.indexOf(level) + 1;
  return {
    name: `禤如海${n}`,
    telephone: `1391234000${n}`,
    address: `望舒巷${n}号门`,
    position: `113.26010${n}7`,
    title: `题${BEASTS[n - 1] ?? ''}${n}`,
    text: `文${BEASTS[n - 1] ?? ''}${n}`,
    supplements: `supplement-canary-${n}`,
    callbackNotes: `callback-canary-${n}`,
    reviewersWords: `review-canary-${n}`,
    hotlineWords: `hotline-canary-${n}`,
    unitWords: `unit-canary-${n}`,
    // The name of a file that came from the citizen, and what is in it.
    evidence: `evidence-canary-${n}`,
  };
};
/** What the citizen writes, or says later, also has a number in it by which they are reached. */
const SAID = ['title', 'text', 'supplements'] as const;
const personal = (field: (typeof SAID)[number], level: ProtectionLevel): string =>
  `1370000${SAID.indexOf(field) + 1}${PROTECTION_LEVELS.indexOf(level)}99`;
const saidIn = (field: (typeof SAID)[number], level: ProtectionLevel): string =>
  `${canariesOf(level)[field]}，电话${personal(field, level)}`;
const MASKED: Readonly<Partial<Record<DisclosureField, (canary: string) => string>>> = {
  name: () => '禤**',
  telephone: (number) => `${number.slice(0, 3)}****${number.slice(-4)}`,
};
const OWN_FILE = 'unit-file-canary';
const OWN = { formerLead: 'return-canary', formerTask: 'task-canary' } as const;
const COMMUNITY = 'east-tinglan-xiqiao';

const IDENTITY_OF = { open: 'open', hidden: 'open', reporterProtected: 'hidden', anonymous: 'anonymous' } as const;

let world: ApiWorld;
const tickets = {} as Record<ProtectionLevel, string>;
const keys = new Map<string, string>();

beforeAll(async () => {
  world = await createApiWorld();
  for (const role of ROLES) if (role !== 'handler') keys.set(role, await keyOf(role, null));
  for (const [relation, unit] of Object.entries(UNITS)) keys.set(relation, await keyOf('handler', unit));
  for (const level of PROTECTION_LEVELS) tickets[level] = await lived(level);
}, 240_000);
afterAll(() => world.close());

const keyOf = async (role: Role, unit: string | null): Promise<string> =>
  (await world.services.keys.create({ name: 'x', role, unit })).apiKey;

/** A whole life: returned by its first lead, redone after a callback, a helper that is done and one that is not. */
async function lived(level: ProtectionLevel): Promise<string> {
  const word = canariesOf(level);
  const { body } = await world.register({
    ...{ title: saidIn('title', level), text: saidIn('text', level), accusedUnit: UNITS.accused, classCode: '030102' },
    citizen: { name: word.name, phone: word.telephone, identity: IDENTITY_OF[level] },
    address: { text: word.address, lon: Number(word.position), lat: 23.1, area: `${COMMUNITY}-1` },
  });
  const { id } = body;
  const paper = (who: string, canary: string): Promise<string> =>
    uploaded(world, keys.get(who) ?? '', pdf(canary), [`${canary}.pdf`, 'application/pdf']);
  const act = async (who: string, command: string, said: object = {}): Promise<void> => {
    const reply = await world.act(id, command, keys.get(who) ?? '', said);
    expect([command, reply.status, reply.status === 200 ? '' : reply.text]).toEqual([command, 200, '']);
  };
  const reply = { facts: 'f', basis: 'b', measures: 'm', contacted: 'c', text: 't', openTasksReason: 'o' };
  const call = (...units: (string | undefined)[]) => ({ case: 'hardProblem', units, reason: 'x' });
  await act('operator', 'accept');
  await act('operator', 'attach', { attachments: [await paper('operator', word.evidence)] });
  if (level === 'hidden') await act('dispatcher', 'correct', { protection: 'hidden', reason: 'x' });
  await world.saysYes(id);
  await act('dispatcher', 'dispatch', { unit: UNITS.formerLead, reason: 'x' });
  await act('formerLead', 'requestReturn', { reason: OWN.formerLead, basis: 'x' });
  await act('dispatcher', 'decide', { request: '1', grant: true, reason: 'x' });
  await act('dispatcher', 'dispatch', { unit: UNITS.lead, reason: word.hotlineWords });
  await act('lead', 'acknowledge');
  await act('lead', 'recordContact', { note: word.unitWords });
  await act('lead', 'attach', { attachments: [await paper('lead', `${OWN_FILE}-${level}`)] });
  await act('lead', 'whistle', call(UNITS.formerTask));
  await act('formerTask', 'answerTask', { task: '1', result: OWN.formerTask });
  await act('lead', 'reply', reply);
  await act('reviewer', 'reviewReply', { accept: false, reason: word.reviewersWords });
  await act('lead', 'reply', reply);
  await act('reviewer', 'reviewReply', { accept: true });
  await act('callbackAgent', 'recordCallback', {
    reached: true,
    solved: 'no',
    satisfied: 1,
    reason: word.callbackNotes,
  });
  await act('reviewer', 'judge', { redo: true, reason: 'x' });
  await act('lead', 'whistle', call(UNITS.task));
  const said = { body: { text: saidIn('supplements', level) } };
  expect((await world.send('POST', `/api/v1/tickets/${id}/supplements`, keys.get('operator') ?? '', said)).status).toBe(
    202,
  );
  await world.saysYes(id);
  return id;
}

const PART = /\{(\w+)\}/g;
const isStream = ({ responses }: Route): boolean =>
  Object.values(responses).some(({ mediaType }) => mediaType === 'text/event-stream');
/** Everything that can be read, asked about this ticket where it asks about one. The stream says what the feed says. */
const readings = (id: string): string[] =>
  routes
    .filter((route) => route.method === 'get' && !isStream(route))
    .map((route) => {
      const path = route.path.replaceAll(PART, () => (route.path.includes('tickets/{id}') ? id : randomUUID()));
      const query = route.query && !route.query.safeParse({}).success ? sampleFor(route.query) : undefined;
      return query ? `${path}?${new URLSearchParams(query as Record<string, string>).toString()}` : path;
    });

/** All that a key is answered about a ticket: every reading, what if, and what would come of every command. */
async function toldOf(id: string, key: string): Promise<string> {
  const texts: string[] = [];
  for (const path of readings(id)) texts.push((await world.get(path, key)).text);
  // The files themselves, by the ids that its history tells everybody.
  const { rows } = await world.database.pool.query<{ id: string }>('SELECT id FROM attachment WHERE ticket_id = $1', [
    id,
  ]);
  for (const file of rows) texts.push((await world.get(`/api/v1/tickets/${id}/attachments/${file.id}`, key)).text);
  await feedSettled(world);
  texts.push((await world.get('/api/v1/events?limit=100', key)).text);
  const whatIf = { body: { extension: { workingDays: 1 } } };
  texts.push((await world.send('POST', `/api/v1/tickets/${id}/explain`, key, whatIf)).text);
  for (const command of ACCOUNT_COMMANDS) {
    const body = { items: [{ id }], dryRun: true, body: sampleFor(COMMAND_BODIES[command]) };
    texts.push((await world.send('POST', `/api/v1/bulk/${command}`, key, { body })).text);
  }
  return texts.join('\n');
}

const VIEWERS: readonly [who: string, role: Role, relation: Relation][] = [
  ...ROLES.filter((role) => role !== 'handler').map((role): [string, Role, Relation] => [role, role, 'hotline']),
  ...(Object.keys(UNITS) as Relation[]).map((relation): [string, Role, Relation] => [relation, 'handler', relation]),
];

describe.each(PROTECTION_LEVELS)('a ticket at the level %s', (level) => {
  const word = canariesOf(level);

  it.each(VIEWERS)('shows the %s exactly what the table says, over all routes', async (who, role, relation) => {
    const key = keys.get(who) ?? '';
    const id = tickets[level];
    const shown = disclosureTo({ role }, relation, level);
    const ticket = await world.get(`/api/v1/tickets/${id}`, key);
    expect(ticket.status).toBe(seesTicket(relation) ? 200 : 404);
    const told = await toldOf(id, key);
    // Freed of what names people, the words still tell of the matter.
    const reads = (field: keyof Canaries): boolean =>
      seesTicket(relation) && (shown[field] === 'clear' || (shown[field] === 'redacted' && field !== 'evidence'));
    expect(FIELDS.filter((field) => told.includes(word[field]))).toEqual(FIELDS.filter(reads));
    // Redacted evidence is what units sent themselves.
    const readsUnits = seesTicket(relation) && shown.evidence !== 'none';
    expect(told.includes(`${OWN_FILE}-${level}`)).toBe(readsUnits);
    const named = SAID.filter((field) => told.includes(personal(field, level)));
    expect(named).toEqual(SAID.filter((field) => seesTicket(relation) && shown[field] === 'clear'));
    for (const [field, mask] of Object.entries(MASKED)) {
      const masked = seesTicket(relation) && shown[field as DisclosureField] === 'masked';
      const inTicket = ticket.text.includes(`"${mask(word[field as keyof Canaries])}"`);
      expect([field, inTicket]).toEqual([field, masked]);
    }
    if (!seesTicket(relation)) return;
    expect(ticket.body.protection).toBe(level);
    const ofTicket = [...FIELDS.slice(0, 6), 'evidence'] as const;
    expect(ticket.body.withheld).toEqual(ofTicket.filter((field) => shown[field] !== 'clear'));
    expect(ticket.body.address?.area).toBe(shown.address === 'coarse' ? COMMUNITY : `${COMMUNITY}-1`);
  });

  it.each(VIEWERS)('is found by its words by the %s only where those may be read', async (who, role, relation) => {
    const q = encodeURIComponent(BEASTS[PROTECTION_LEVELS.indexOf(level)] ?? '');
    for (const more of ['', '&sort=registeredAt', '&state=inProgress', '&count=exact', '&count=capped']) {
      const { status, body } = await world.get(`/api/v1/tickets?q=${q}${more}`, keys.get(who) ?? '');
      const found = seesTicket(relation) && disclosureTo({ role }, relation, level).text === 'clear' ? 1 : 0;
      expect([more, status, body.items.length]).toEqual([more, 200, found]);
      if (more.startsWith('&count')) expect([more, body.total]).toEqual([more, found]);
    }
  });

  it.each(Object.entries(OWN))('lets the %s read what it did itself, and nothing else', async (who, canary) => {
    const { status, body } = await world.get(`/api/v1/tickets/${tickets[level]}/events`, keys.get(who) ?? '');
    expect(status).toBe(200);
    const units = new Set(body.items.map((event) => (event as unknown as { actor: { unit: string } }).actor.unit));
    expect([...units]).toEqual([UNITS[who as Relation]]);
    expect(JSON.stringify(body.items)).toContain(canary);
  });

  it('is public only when it is open, and then without a word of its citizen', async () => {
    const number = String((await world.row(tickets[level]))['number']);
    const list = await world.get('/open311/v2/requests.json', null);
    const one = await world.get(`/open311/v2/requests/${number}.json`, null);
    expect(FIELDS.filter((field) => `${list.text}${one.text}`.includes(word[field]))).toEqual([]);
    if (level !== 'open') expect([list.text.includes(number), one.status]).toEqual([false, 404]);
  });
});

describe('the same command again', () => {
  const dispatched = async (): Promise<string> => {
    const { body } = await world.register({ title: '井盖一处', citizen: { name: '禤重来', phone: '13912349999' } });
    await world.act(body.id, 'accept', keys.get('operator') ?? '');
    await world.act(body.id, 'dispatch', keys.get('dispatcher') ?? '', { unit: UNITS.lead, reason: 'x' });
    await world.act(body.id, 'acknowledge', keys.get('lead') ?? '');
    return body.id;
  };

  it('is answered to a helper though the command ended its sight, and the answer was lost', async () => {
    const id = await dispatched();
    const helper = keys.get('task') ?? '';
    await world.act(id, 'whistle', keys.get('lead') ?? '', { case: 'hardProblem', units: [UNITS.task], reason: 'x' });
    const answer = () => world.act(id, 'answerTask', helper, { task: '1', result: 'done' }, { key: `answer-${id}` });
    world.gateway.mood = 'losesAnswers';
    expect((await answer()).status).toBe(503);
    world.gateway.mood = 'well';
    const [again, once] = [await answer(), await answer()];
    expect([again.status, again.body.tasks[0]?.status, again.body.title]).toEqual([200, 'answered', null]);
    expect(again.body.withheld).toEqual(expect.arrayContaining(['name', 'title', 'text']));
    expect([once.status, once.text]).toEqual([200, again.text]);
    const other = await world.act(id, 'answerTask', helper, { task: '1', result: 'more' }, { key: `other-${id}` });
    expect([other.status, other.body.code]).toEqual([404, 'ticket-not-found']);
    expect((await world.get(`/api/v1/tickets/${id}`, helper)).status).toBe(404);
  });

  it('shows no more than may be seen by then', async () => {
    const id = await dispatched();
    const contact = () =>
      world.act(id, 'recordContact', keys.get('lead') ?? '', { note: 'x' }, { key: `contact-${id}` });
    const first = await contact();
    expect([first.body.citizen?.name, (await contact()).text]).toEqual(['禤重来', first.text]);
    const hides = { identity: 'hidden', reason: 'x' };
    expect((await world.act(id, 'correct', keys.get('dispatcher') ?? '', hides)).status).toBe(200);
    const later = await contact();
    expect([later.status, later.body.version]).toEqual([200, first.body.version]);
    expect(later.text).not.toMatch(/禤重来|9999|井盖|建设路/);
    expect(later.body.withheld).toEqual(['name', 'telephone', 'address', 'position', 'title', 'text']);
  });
});

it('Every relation is stood in here, or said to be elsewhere', () => {
  const here = ['hotline', ...Object.keys(UNITS), ...ELSEWHERE];
  expect([...here].sort()).toEqual([...RELATIONS].sort());
});

/** What each part of a ticket's answer tells. One that nobody has placed does not compile. */
const TELLS = {
  ...{ title: 'title', text: 'text', redaction: 'text', protection: 'handling', withheld: 'handling' },
  redactedBy: 'handling',
  citizen: { name: 'name', phone: 'telephone', identity: 'handling' },
  address: { text: 'address', lon: 'position', lat: 'position', area: 'address' },
  ...{ id: 'handling', number: 'handling', state: 'handling', kind: 'handling', version: 'handling' },
  ...{ type: 'handling', urgency: 'handling', channel: 'handling', classCode: 'handling', lead: 'handling' },
  ...{ handler: 'handling', round: 'handling', hop: 'handling', level: 'handling', overdue: 'handling' },
  saidLaterAt: 'handling',
  ...{ unitDueAt: 'handling', citizenDueAt: 'handling', closingCode: 'handling', closedAt: 'handling' },
  ...{ registeredAt: 'handling', updatedAt: 'handling', allowedActions: 'handling', stateSince: 'handling' },
  ...{ occurredAt: 'handling', replyWanted: 'handling', accusedUnit: 'handling', protectedMatters: 'handling' },
  ...{ coUnits: 'handling', clocks: 'handling', requests: 'handling', tasks: 'handling', supervisions: 'handling' },
  demonstration: 'handling',
  ...{ callback: 'handling', nudges: 'handling', solved: 'handling', satisfied: 'handling', policy: 'handling' },
  ...{ calendarVersion: 'handling', disclosures: 'handling', followers: 'otherTickets', master: 'otherTickets' },
  ...{ partOf: 'otherTickets', parts: 'otherTickets' },
  attachments: 'evidence',
  words: { request: 'unitWords', task: 'hotlineWords', supervision: 'hotlineWords', reply: 'unitWords' },
  ...{ queryCode: 'proof', linkGeneration: 'proof', progressLink: 'proof', ratingLink: 'proof' },
} satisfies Record<keyof TicketBody, Told | Record<string, Told>>;
type Told = DisclosureField | 'handling' | 'otherTickets' | 'proof';

it('Every field of a ticket’s answer is placed: one of the table’s, or of the handling', () => {
  const inner = (name: 'citizen' | 'address'): string[] => Object.keys(TicketSchema.shape[name].unwrap().shape);
  expect(Object.keys(TicketSchema.shape).sort()).toEqual(Object.keys(TELLS).sort());
  expect(inner('citizen').sort()).toEqual(Object.keys(TELLS.citizen).sort());
  expect(inner('address').sort()).toEqual(Object.keys(TELLS.address).sort());
});
