import type pg from 'pg';
import { chinaDate } from '../../../domain/calendar/china-time.js';
import type { ListName, TicketSort } from '../../../domain/ticket/lists.js';
import { LIST_NAMES, LISTS } from '../../../domain/ticket/lists.js';
import { protectionOf } from '../../../domain/ticket/protection.js';
import { can, type PlacedActor } from '../../../domain/ticket/permissions.js';
import { supplement } from '../../../domain/ticket/rules/supervising.js';
import { createListViews } from '../../../storage/list/list-views.js';
import type { Asked } from '../../../storage/postgres/statement.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { hear } from '../../support/steps.js';
import { storeLife, storeRandomLives, type StoredLife } from '../../support/stored-lives.js';
import { actor, aTicket } from '../../support/tickets.js';

let world: ApiWorld;
let lives: StoredLife[];
beforeAll(async () => {
  world = await createApiWorld();
  lives = await storeRandomLives(world, 200);
  lives.push(await aReportOfWhichMoreWasSaid());
});
afterAll(() => world.close());

const DAY = 86_400_000;
const ENDED = ['closed', 'archived', 'terminated', 'withdrawn'];
const isOpen = ({ ticket }: StoredLife): boolean => !ENDED.includes(ticket.state);
const unitHasIt = ({ ticket }: StoredLife): boolean => ticket.state === 'dispatched' || ticket.state === 'inProgress';
const dueOf = ({ ticket }: StoredLife): string | null =>
  ticket.clocks.findLast(({ key, state }) => key === 'handle' && state !== 'cancelled')?.dueAt ?? null;
const grantedReturns = ({ ticket }: StoredLife): number =>
  ticket.requests.filter(({ kind, status }) => kind === 'return' && status === 'granted').length;

/** Chance seldom lets a citizen say more to a report that is open still. */
async function aReportOfWhichMoreWasSaid(): Promise<StoredLife> {
  const { id, number } = (await world.register()).body;
  const now = new Date().toISOString();
  const report = aTicket({ id, number, type: 'report', at: now });
  return storeLife(world, hear(report, supplement, now, undefined, actor('citizen')), now);
}

/** The lists counted by hand, ticket by ticket, with no word of what the database is asked. */
const ON: Readonly<Record<ListName, (life: StoredLife, now: string, actor: PlacedActor) => boolean>> = {
  dueToday: (life, now) => unitHasIt(life) && dueOf(life) !== null && chinaDate(dueOf(life) ?? '') === chinaDate(now),
  overdue: (life, now) => unitHasIt(life) && Date.parse(dueOf(life) ?? now) < Date.parse(now),
  unacknowledged: ({ ticket }) => ticket.state === 'dispatched',
  returnedTwice: (life) => isOpen(life) && grantedReturns(life) >= 2,
  pingPong: (life) => isOpen(life) && (life.ticket.hop >= 3 || life.ticket.disputes >= 2),
  dissatisfied: (life) => isOpen(life) && (life.ticket.state === 'dissatisfiedReview' || life.ticket.redos > 0),
  waitingForMe: ({ ticket }, _now, actor) => {
    const { id, kind, by } = ticket.requests.find(({ status }) => status === 'open') ?? {};
    if (id === undefined || by?.id === actor.id) return false;
    const extended = ticket.requests.some((one) => one.kind === 'extension' && one.status === 'granted');
    const roles: Record<string, readonly string[]> = {
      return: ['dispatcher'],
      extension: extended ? ['director'] : ['dutyManager', 'director'],
      suspension: ['supervisor'],
      termination: ['supervisor'],
      appeal: ['reviewer'],
    };
    return (
      roles[kind ?? '']?.includes(actor.role) === true && !(kind === 'appeal' && ticket.people.declinedBy === actor.id)
    );
  },
  // Nobody says yes to what was said later in these lives, and the words of nudges are sealed for real tickets only.
  unreleased: (life) => isOpen(life) && life.ticket.nudges.supplements > 0 && protectionOf(life.ticket) !== 'open',
  silent: (life, now) =>
    isOpen(life) &&
    !['suspended', 'merged', 'split'].includes(life.ticket.state) &&
    Date.parse(life.lastActAt) < Date.parse(now) - 3 * DAY,
};

async function actorOf(key: string): Promise<PlacedActor> {
  const { body } = await world.get('/api/v1/me', key);
  return body as unknown as PlacedActor;
}
const READERS = [
  ['supervisor', 0],
  ['dutyManager', 0],
  ['director', 0],
  ['dispatcher', 0],
  ['handler', 'housing'],
  ['handler', 'district-east'],
] as const;

describe('the named lists', () => {
  it.each(READERS)(
    'for %s %s hold what counting the tickets gives, as a count and page by page',
    async (role, which) => {
      const key = world.key(role, which);
      const actor = await actorOf(key);
      const { items, asOf } = (await world.get('/api/v1/lists', key)).body as unknown as Lists;
      expect(items.map(({ name }) => name)).toEqual(LIST_NAMES);
      for (const { name, total, totalIsAtLeast, tickets } of items) {
        const expected = lives
          .filter((life) => can(actor, 'read', life.ticket) && ON[name](life, asOf, actor))
          .map(({ ticket }) => ticket.id);
        const found = await allPages(`${tickets}&count=exact`, key);
        expect({ name, total, totalIsAtLeast, ids: found.ids.sort() }).toEqual({
          name,
          total: expected.length,
          totalIsAtLeast: false,
          ids: expected.sort(),
        });
        expect(found.totals).toEqual(found.totals.map(() => expected.length));
      }
    },
  );

  it('are none of them empty, so that the comparison means something', async () => {
    const { items } = (await world.get('/api/v1/lists', world.key('supervisor'))).body as unknown as Lists;
    expect(items.filter(({ total }) => total === 0).map(({ name }) => name)).toEqual([]);
  });

  it('are each found by an index that holds nothing else', async () => {
    const client = await world.database.pool.connect();
    try {
      await client.query('BEGIN; SET LOCAL enable_seqscan = off');
      // With so few tickets any index is as good as any other, so the others are put out of sight.
      const { rows: others } = await client.query<{ name: string }>(
        `SELECT indexrelid::regclass::text AS name FROM pg_index
         WHERE indrelid = 'ticket'::regclass AND NOT indisunique AND indexrelid::regclass::text NOT LIKE 'ticket_list_%'`,
      );
      await client.query(`DROP INDEX ${others.map(({ name }) => name).join(', ')}`);
      const plans: string[] = [];
      const explained = {
        query: async ({ text, values }: Asked) => {
          const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
          plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
          return { rows: [] };
        },
      };
      const noRows = (): never => {
        throw new Error('There are no rows in a plan.');
      };
      const views = createListViews(explained as unknown as pg.Pool, noRows, world.services.keyedWords);
      const actor = await actorOf(world.key('supervisor'));
      for (const list of LIST_NAMES) {
        await views.list(actor, { list }, { sort: LISTS[list].order, after: null }, 20, new Date());
      }
      const used = plans.map((plan) =>
        /Index Scan(?: Backward)? using (\S+)|Index Scan on (\S+)/.exec(plan)?.slice(1).join(''),
      );
      expect(Object.fromEntries(LIST_NAMES.map((list, index) => [list, used[index]]))).toEqual({
        dueToday: 'ticket_list_due_idx',
        overdue: 'ticket_list_due_idx',
        unacknowledged: 'ticket_list_unacknowledged_idx',
        returnedTwice: 'ticket_list_returned_idx',
        pingPong: 'ticket_list_ping_pong_idx',
        dissatisfied: 'ticket_list_dissatisfied_idx',
        waitingForMe: 'ticket_list_requested_idx',
        unreleased: 'ticket_list_unreleased_idx',
        silent: 'ticket_list_silent_idx',
      });
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});

describe('filters and orders', () => {
  const key = (): string => world.key('supervisor');

  it.each<[TicketSort, (life: StoredLife) => string | null]>([
    ['registeredAt', ({ ticket }) => ticket.registeredAt],
    ['-registeredAt', ({ ticket }) => ticket.registeredAt],
    ['dueAt', dueOf],
    ['-dueAt', dueOf],
    ['lastActAt', ({ lastActAt }) => lastActAt],
    ['-lastActAt', ({ lastActAt }) => lastActAt],
  ])('sort=%s gives every ticket that has that date once, in that order', async (sort, dateOf) => {
    const { ids } = await allPages(`/api/v1/tickets?sort=${sort}`, key());
    const dated = new Map(lives.map((life) => [life.ticket.id, dateOf(life)]));
    const dates = ids.map((id) => Date.parse(dated.get(id) ?? ''));
    expect(dates).toEqual([...dates].sort((one, two) => (sort.startsWith('-') ? two - one : one - two)));
    expect(new Set(ids)).toEqual(new Set([...dated].filter(([, date]) => date !== null).map(([id]) => id)));
    expect(ids).toHaveLength(new Set(ids).size);
  });

  it('a cursor holds for the order that it was made in', async () => {
    const { nextCursor } = (await world.get('/api/v1/tickets?limit=1&sort=dueAt', key())).body;
    const reply = await world.get(`/api/v1/tickets?limit=1&sort=-dueAt&cursor=${nextCursor ?? ''}`, key());
    expect([reply.status, reply.body.errors?.[0]?.pointer]).toEqual([400, '?cursor']);
  });

  it('a class stands for those below it, an area for the places in it, and silence for its days', async () => {
    const made = (
      await world.register({ classCode: '010102', address: { text: '建设路', area: 'east-tinglan-xiqiao' } })
    ).body.id;
    const found = async (query: string): Promise<boolean> =>
      (await world.get(`/api/v1/tickets?${query}`, key())).body.items.some(({ id }) => id === made);
    for (const query of ['class=01', 'class=0101', 'class=010102', 'area=district-east', 'area=east-tinglan']) {
      expect([query, await found(query)]).toEqual([query, true]);
    }
    for (const query of ['class=02', 'class=010101', 'area=district-west', 'silentDays=1', 'handler=nobody']) {
      expect([query, await found(query)]).toEqual([query, false]);
    }
    await world.database.pool.query("UPDATE ticket SET last_act_at = now() - interval '8 days' WHERE id = $1", [made]);
    expect([await found('silentDays=7&limit=100'), await found('silentDays=9&limit=100')]).toEqual([true, false]);
    await world.act(made, 'withdraw', world.key('operator'), { reason: '不办了' });
  });

  it.each(['list=everything', 'silentDays=0', 'silentDays=366', 'sort=title', 'count=all', 'area=%20'])(
    'refuses ?%s',
    async (query) => {
      const reply = await world.get(`/api/v1/tickets?${query}`, key());
      expect([reply.status, reply.body.errors?.[0]?.pointer]).toEqual([400, `?${query.split('=')[0] ?? ''}`]);
    },
  );
});

interface Lists {
  readonly asOf: string;
  readonly items: { name: ListName; total: number; totalIsAtLeast: boolean; tickets: string }[];
}

async function allPages(path: string, key: string): Promise<{ ids: string[]; totals: number[] }> {
  const ids: string[] = [];
  const totals: number[] = [];
  let next: string | null = `${path}&limit=17`;
  while (next !== null) {
    const reply = await world.get(next, key);
    if (reply.status !== 200) throw new Error(`${next}: ${reply.text}`);
    ids.push(...reply.body.items.map(({ id }) => id));
    totals.push(reply.body.total);
    next = /^<(.*)>; rel="next"$/.exec(reply.headers.get('link') ?? '')?.[1] ?? null;
  }
  return { ids, totals };
}
