import { randomUUID } from 'node:crypto';
import { scopeOf, type Route } from '../../../api/route.js';
import { routes } from '../../../api/routes.js';
import { EntryContentSchema } from '../../../contracts/knowledge.js';
import { KEY_SCOPES } from '../../../domain/access/key-scopes.js';
import { ROLES, type Role } from '../../../domain/ticket/vocabulary.js';
import { mapConcurrently } from '../../../pacing/map-concurrently.js';
import { FEED_START } from '../../../storage/event/event-feed.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { sampleFor } from '../../support/sample.js';

/**
 * Every route against every role. A route comes under these tests by being listed; one whose path has a part that they
 * cannot fill fails here until somebody has said in `FILLERS` whether a unit owns what it names.
 */
interface Filler {
  /** Something that is there and belongs to another unit; absent: nobody owns it. */
  readonly hidden?: () => string;
  /** Something that fits the path and is nobody's. */
  readonly plain: () => string;
}
const anyId = (): string => randomUUID();
const FILLERS: Readonly<Record<string, Filler>> = {
  'tickets/{id}': { hidden: () => hidden.ticket, plain: anyId },
  // Whoever does not see the ticket sees none of its requests.
  'disclosures/{disclosure}': { plain: anyId },
  'erasure/{erasure}': { plain: anyId },
  // Units read no data request at all.
  'data-requests/{request}': { plain: anyId },
  // Knowledge is no citizen's, and read by all.
  // A call is at nobody's desk here; lines and missed calls are the hotline's.
  'calls/{call}': { plain: () => 'pbx-1' },
  'call-agents/{agent}': { plain: () => '8012' },
  'caller-flags/{flag}': { plain: anyId },
  'missed-calls/{missed}': { plain: anyId },
  'knowledge/{entry}': { plain: () => hidden.entry },
  'open-knowledge/{entry}': { plain: () => hidden.entry },
  // Units look at no decline.
  'decline-samples/{id}': { plain: anyId },
  'corrections/{correction}': { plain: anyId },
  'tasks/{task}': { plain: anyId },
  'alerts/{alert}': { hidden: () => hidden.alert, plain: anyId },
  'versions/{version}': { plain: () => '1' },
  'commands/{command}': { plain: () => 'submit' },
  // Made for one person, and kept nowhere.
  'suggestions/{suggestion}': { plain: () => 'x' },
  'choices/{field}': { plain: () => 'class' },
  'exports/{export}': { hidden: () => hidden.export, plain: anyId },
  // Whoever does not see the ticket sees none of its files.
  'attachments/{attachment}': { plain: anyId },
  'webhooks/{id}': { hidden: () => hidden.webhook, plain: anyId },
  'deliveries/{delivery}': { plain: () => '0192d3c4-0000-7000-8000-000000000001' },
  'notices/{id}': { hidden: () => hidden.notice, plain: () => '999999999' },
  'contacts/{id}': { plain: anyId },
  'units/{id}': { plain: () => 'new-unit' },
  'classes/{code}': { plain: () => '0399' },
  // Whoever does not see the ticket begins nothing there, and has begun nothing.
  'drafts/{draft}': { hidden: () => hidden.ticket, plain: anyId },
  '/{command}': { plain: () => 'acknowledge' },
  // A search that is kept is one's own.
  'views/{view}': { plain: anyId },
  'bulk/{command}': { plain: () => 'acknowledge' },
  'keys/{id}': { plain: anyId },
  'accounts/{id}': { plain: anyId },
  'identity-providers/{provider}': { plain: () => 'nowhere' },
  'oidc/{provider}': { plain: () => 'nowhere' },
  'sessions/{id}': { plain: anyId },
  'sessions/{session}': { plain: anyId },
  'policies/{code}': { plain: () => 'default' },
  '/{version}': { plain: () => '1' },
  'office-hours/{unit}': { plain: () => 'district-west' },
  'retention-rules/{class}': { plain: () => 'others' },
  'notice-wordings/{code}': { plain: () => 'default' },
  'policy-assignments/{assignment}': { plain: () => 'default' },
  'changes/{change}': { plain: () => '999999' },
  'calendar/{year}': { plain: () => '2026' },
  'ratings/{token}': { plain: () => 'x' },
  'progress/{token}': { plain: () => 'x' },
  'problems/{code}': { plain: () => 'not-found' },
  'services/{code}': { plain: () => '010102' },
  'requests/{id}': { plain: () => hidden.number },
  'tokens/{token}': { plain: () => hidden.ticket },
  '*/{format}': { plain: () => 'json' },
};
const PART = /([\w.-]*)(\/|\.)\{(\w+)\}/g;

let world: ApiWorld;
/** Words that are nowhere else, in no example and in no name of the city. */
const SECRET = {
  title: '隐匿事项一则',
  text: '此处所述他人不得知悉。',
  citizen: { name: '欧阳隐', phone: '13911112222' },
  address: { text: '无名巷九十九号' },
} as const;
const hidden = { ticket: '', number: '', webhook: '', notice: '', export: '', entry: '', alert: '' };
let stranger = '';
const shut: Record<'no key' | 'an unknown key' | 'a revoked key' | 'an expired key', string | null> = {
  'no key': null,
  'an unknown key': `hy_abcdefgh_${'A'.repeat(43)}`,
  'a revoked key': null,
  'an expired key': null,
};

beforeAll(async () => {
  world = await createApiWorld();
  const { keys, webhooks } = world.services;
  const { body } = await world.register(SECRET);
  await world.act(body.id, 'accept', world.key('operator'));
  await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' });
  const owner = (await world.get('/api/v1/me', world.key('handler', 'water'))).body.id;
  const { subscription } = await webhooks.store.create({
    id: randomUUID(),
    name: 'w',
    ownerKeyId: owner,
    role: 'handler',
    unit: 'water',
    url: 'https://example.org/secret-place',
    eventTypes: [],
    cursor: FEED_START,
  });
  const { rows } = await world.database.pool.query<{ id: string }>(
    `SELECT id FROM notice WHERE ticket_id = $1 ORDER BY (unit_id = 'water' AND channel = 'inApp') DESC NULLS LAST, id`,
    [body.id],
  );
  const notice = rows[0]?.id ?? '';
  const asked = { kind: 'tickets', format: 'csv', purpose: 'handling', words: SECRET.text };
  const { id } = (await world.send('POST', '/api/v1/exports', world.key('handler', 'water'), { body: asked })).body;
  const { rows: raised } = await world.database.pool.query<{ id: string }>(
    `INSERT INTO alert (rule, version, raised_by, owner, raised_at, since, last_at, tickets, citizens, why, acknowledge_by)
     VALUES ('star', 1, $1, 'water', now(), now(), now(), 3, 3, '{}', now()) RETURNING id`,
    [body.id],
  );
  stranger = world.key('handler', 'housing');
  const entry = randomUUID();
  await world.send('PUT', `/api/v1/knowledge/${entry}/draft`, stranger, { body: sampleFor(EntryContentSchema) });
  Object.assign(hidden, { ticket: body.id, number: body.number, webhook: subscription.id, notice, export: id, entry });
  hidden.alert = raised[0]?.id ?? '';
  const administrator = { name: 'x', role: 'administrator', unit: null } as const;
  const [revoked, expired] = [await keys.create(administrator), await keys.create(administrator)];
  await keys.revoke(revoked.id);
  await world.database.pool.query('UPDATE api_key SET expires_at = now() WHERE id = $1', [expired.id]);
  shut['a revoked key'] = revoked.apiKey;
  shut['an expired key'] = expired.apiKey;
});
afterAll(() => world.close());

const nameOf = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;
const closed = routes.filter(({ permission }) => permission !== 'public');
const owned = closed.filter((route) => partsOf(route).some(({ filler }) => filler?.hidden !== undefined));

function partsOf({ path }: Route): { part: string; filler: Filler | undefined }[] {
  return [...path.matchAll(PART)].map(([, before, joint, name]) => {
    const part = joint === '.' ? `*/{${name ?? ''}}` : `${before ?? ''}/{${name ?? ''}}`;
    return { part, filler: FILLERS[part] };
  });
}

function pathOf(route: Route, use: 'hidden' | 'plain'): string {
  const values = partsOf(route).map(({ filler }) => filler?.[use]?.() ?? filler?.plain() ?? '');
  let filled = 0;
  const path = route.path.replaceAll(/\{\w+\}/g, () => values[filled++] ?? '');
  if (!route.query || route.query.safeParse({}).success) return path;
  return `${path}?${new URLSearchParams(sampleFor(route.query) as Record<string, string>).toString()}`;
}

interface Told {
  readonly status: number;
  readonly code: string;
  readonly text: string;
}

/** Calls a route as a program would that knows its contract. Of a stream it reads no more than the beginning. */
async function call(route: Route, path: string, key: string | null, requestId: string = randomUUID()): Promise<Told> {
  const isStream = Object.values(route.responses).some(({ mediaType }) => mediaType === 'text/event-stream');
  const form = route.bodyType === 'form';
  const body = route.body ? sampleFor(route.body) : undefined;
  const enough = new AbortController();
  const response = await fetch(`${world.base}${path}`, {
    method: route.method.toUpperCase(),
    redirect: 'manual',
    signal: enough.signal,
    headers: {
      'X-Request-Id': requestId,
      ...(key !== null && { Authorization: `Bearer ${key}` }),
      ...(route.requestHeaders?.includes('If-Match') && { 'If-Match': '*' }),
      ...(route.requestHeaders?.includes('Idempotency-Key') && { 'Idempotency-Key': randomUUID() }),
      ...(route.body && { 'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json' }),
    },
    ...(route.body && {
      body: form ? new URLSearchParams(body as Record<string, string>).toString() : JSON.stringify(body),
    }),
  });
  if (isStream && response.status === 200) {
    enough.abort();
    return { status: 200, code: '', text: '' };
  }
  const text = await response.text();
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  return { status: response.status, code: isProblem ? (JSON.parse(text) as { code: string }).code : '', text };
}

/** Anything of the hidden ticket, its citizen, or the hidden webhook. */
function leaks(text: string): string[] {
  const { title, text: said, citizen, address } = SECRET;
  const words = [title, said, address.text, citizen.name, citizen.phone, 'secret-place'];
  return [...words, hidden.number, hidden.ticket, hidden.webhook].filter((word) => text.includes(word));
}

/** A few at a time: there are a thousand calls and more. */
async function each<T>(items: readonly T[], check: (item: T) => Promise<string | null>): Promise<string[]> {
  const wrong: string[] = [];
  await mapConcurrently(items, 8, async (item) => {
    const complaint = await check(item);
    if (complaint !== null) wrong.push(complaint);
  });
  return wrong.sort();
}

describe('every route', () => {
  it('has a path and a body that these tests can fill', () => {
    const unknown = routes.flatMap((route) =>
      partsOf(route)
        .filter(({ filler }) => filler === undefined)
        .map(({ part }) => `${nameOf(route)}: say in FILLERS what ${part} is, and whether a unit owns it`),
    );
    const bodiless = routes
      .filter(({ body }) => body !== undefined && sampleFor(body) === undefined)
      .map((route) => `${nameOf(route)}: give its body examples`);
    expect([...unknown, ...bodiless]).toEqual([]);
    expect(owned.length).toBeGreaterThan(40);
    expect(Object.entries(hidden).filter(([, id]) => id === '')).toEqual([]);
  });

  it.each(Object.keys(shut) as (keyof typeof shut)[])('is shut to %s', async (name) => {
    const wrong = await each(closed, async (route) => {
      const { status, code, text } = await call(route, pathOf(route, 'hidden'), shut[name]);
      const found = leaks(text);
      return status === 401 && code === 'unauthenticated' && found.length === 0
        ? null
        : `${nameOf(route)}: ${status} ${found.join()}`;
    });
    expect(wrong).toEqual([]);
  });

  it.each(ROLES)('answers the role %s as its permission says', async (role) => {
    const key = await keyFor(role);
    const wrong = await each(closed, async (route) => {
      const { permission } = route;
      const mayCall = permission === 'account' || (Array.isArray(permission) && permission.includes(role));
      const { status, code } = await call(route, pathOf(route, 'plain'), key);
      const asSaid = mayCall
        ? status < 500 && status !== 401 && status !== 403
        : status === 403 && code === 'actor-not-allowed';
      return asSaid ? null : `${nameOf(route)}: ${status} ${code}`;
    });
    expect(wrong).toEqual([]);
  });

  it.each(KEY_SCOPES)('that needs the scope %s is shut to a key for all the others', async (scope) => {
    const needing = closed.filter((route) => scopeOf(route) === scope);
    const scopes = KEY_SCOPES.filter((one) => one !== scope);
    const keys = new Map<Role, string>();
    for (const role of ROLES) {
      const unit = role === 'handler' ? 'housing' : null;
      keys.set(role, (await world.services.keys.create({ name: 'x', role, unit, scopes })).apiKey);
    }
    const wrong = await each(needing, async (route) => {
      const role = Array.isArray(route.permission) ? (route.permission as readonly Role[])[0] : 'handler';
      const { status, code } = await call(route, pathOf(route, 'plain'), keys.get(role ?? 'handler') ?? null);
      return status === 403 && code === 'scope-missing' ? null : `${nameOf(route)}: ${status} ${code}`;
    });
    expect(wrong).toEqual([]);
    expect(needing.length).toBeGreaterThan(0);
  });

  it('answers for what another unit owns word for word as for what there is not', async () => {
    const wrong = await each(owned, async (route) => {
      const requestId = randomUUID();
      const plain = pathOf(route, 'plain');
      const [theirs, none] = [
        await call(route, pathOf(route, 'hidden'), stranger, requestId),
        await call(route, plain, stranger, requestId),
      ];
      const mayCall = route.permission === 'account' || route.permission.includes('handler');
      const said = mayCall ? 404 : 403;
      if (theirs.status !== said || none.status !== said)
        return `${nameOf(route)}: ${theirs.status} and ${none.status}`;
      if (theirs.text !== none.text) return `${nameOf(route)}: ${theirs.text} and ${none.text}`;
      return leaks(theirs.text).length === 0 ? null : `${nameOf(route)}: ${leaks(theirs.text).join()}`;
    });
    expect(wrong).toEqual([]);
  });

  it('that lists, counts or streams keeps to itself what is out of sight', async () => {
    const asking = closed.filter(
      (route) => route.method === 'get' && !owned.includes(route) && mayCallAs('handler', route),
    );
    const wrong = await each(asking, async (route) => {
      const { status, text } = await call(route, pathOf(route, 'plain'), stranger);
      const found = leaks(text);
      return status === 200 && found.length === 0 ? null : `${nameOf(route)}: ${status} ${found.join()}`;
    });
    expect(wrong).toEqual([]);
    // The same questions do show it to the unit that owns it, so an empty answer above means something.
    const own = world.key('handler', 'water');
    const shown = await each(asking, async (route) => {
      const { text } = await call(route, pathOf(route, 'plain'), own);
      return leaks(text).length > 0 ? nameOf(route) : null;
    });
    expect(shown).toEqual(
      expect.arrayContaining([
        'GET /api/v1/events',
        'GET /api/v1/inbox',
        'GET /api/v1/tickets',
        'GET /api/v1/webhooks',
      ]),
    );
  });

  it('that anybody may call tells nothing of a citizen', async () => {
    const open = routes.filter(({ permission, method }) => permission === 'public' && method === 'get');
    const wrong = await each(open, async (route) => {
      const { status, text } = await call(route, pathOf(route, 'hidden'), null);
      const { name, phone } = SECRET.citizen;
      return status < 500 && ![name, phone].some((word) => text.includes(word)) ? null : `${nameOf(route)}: ${status}`;
    });
    expect(wrong).toEqual([]);
  });
});

function mayCallAs(role: Role, { permission }: Route): boolean {
  return permission === 'account' || (Array.isArray(permission) && permission.includes(role));
}

/** Of the handlers the stranger; of every other role a key of the demonstration city. */
async function keyFor(role: Role): Promise<string> {
  if (role === 'handler') return stranger;
  return (await world.services.keys.create({ name: 'x', role, unit: null })).apiKey;
}
