import type { z } from 'zod';
import { NextWorkSchema, SharedKindSchema } from '../../contracts/worklist.js';
import { nextCall } from '../../domain/ticket/next-call.js';
import { mayDo, owedBy, SHARED_ROLES, worthFrom, type OwedRow } from '../../domain/ticket/worklist.js';
import type { Waiting } from '../../storage/list/work-leases.js';
import type { Account } from '../access/account.js';
import { invalidField } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime } from '../http/time.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { presentWorklistItem } from './worklist-presenter.js';

type NextWorkServices = Pick<Services, 'workLeases' | 'reference' | 'now'>;
const defineRoute = routesFor<NextWorkServices>();

const TAG = 'Department systems';
const NEXT = '/api/v1/inbox/next';
const LEASE_MS = 10 * 60_000;
/** So many are looked at before the next ones are read. */
const AT_A_TIME = 50;

const takeNext = defineRoute({
  method: 'post',
  path: NEXT,
  operationId: 'takeNextWork',
  tag: TAG,
  summary: 'Be given the next thing to do',
  description:
    'The soonest that waits, that the rules let the caller do, and that nobody else was given: for ten minutes, longer by asking again. Two who call back never have the same citizen, whichever tickets the telephone number is on; a citizen is called within the hours of the ticket’s policy pack. It is over when it is done, given back, or its time ends. It is a way to share work and no lock: commands do not ask for it.',
  permission: SHARED_ROLES,
  look: 'worklist',
  body: SharedKindSchema,
  responses: { 200: { description: 'What to do now, or why there is nothing.', schema: NextWorkSchema } },
  async handler({ body, account }, { workLeases, reference, now }): Promise<RouteResponse> {
    const row = rowOf(account, body.kind, '/kind');
    const found = await nextFor(account, row, workLeases, now());
    const at = now();
    if ('item' in found) {
      const item = presentWorklistItem(found.item, account, await reference.current(), at);
      const until = item.leasedBy?.until ?? null;
      return { status: 200, body: { item, until, call: callOf(found.item, at), none: null } satisfies Next };
    }
    const next = found.next === null ? null : chinaTime(found.next);
    return {
      status: 200,
      body: { item: null, until: null, call: null, none: { why: found.why, next } } satisfies Next,
    };
  },
});
type Next = z.input<typeof NextWorkSchema>;

const giveBack = defineRoute({
  method: 'delete',
  path: NEXT,
  operationId: 'giveBackWork',
  tag: TAG,
  summary: 'Give back what one was given to do',
  description: 'Somebody else may be given it at once. A second time changes nothing.',
  permission: SHARED_ROLES,
  query: SharedKindSchema,
  responses: { 204: { description: 'Given back.' } },
  async handler({ query, account }, { workLeases }): Promise<RouteResponse> {
    await workLeases.end(rowOf(account, query.kind, '?kind').kind, account.id);
    return { status: 204 };
  },
});

function callOf({ kind, state }: Waiting, at: Date): Next['call'] {
  if (kind !== 'toCallBack') return null;
  const call = nextCall(state, at.toISOString());
  return { ...call, lastAt: call.lastAt && chinaTime(call.lastAt) };
}

function rowOf({ role }: Account, kind: OwedRow['kind'], pointer: string): OwedRow {
  const row = owedBy(role).find((one) => one.kind === kind);
  if (row) return row;
  throw invalidField(pointer, 'invalid', `Nothing of this kind waits for the role ${role}.`);
}

type Found =
  { readonly item: Waiting } | { readonly why: NonNullable<Next['none']>['why']; readonly next: string | null };

async function nextFor(
  account: Account,
  row: OwedRow,
  leases: NextWorkServices['workLeases'],
  now: Date,
): Promise<Found> {
  const { kind } = row;
  const at = now.toISOString();
  const wish = { kind, holder: { id: account.id, name: account.name }, now, until: new Date(now.getTime() + LEASE_MS) };
  const fits = ({ state }: Waiting): boolean => mayDo(row, state, account, at);
  const isTime = ({ state }: Waiting): boolean => worthFrom(row, state, at) === at;

  const renewed = async (): Promise<Waiting | null> => {
    const mine = await leases.mine(row, account.id, now);
    if (mine === null) return null;
    if (fits(mine) && isTime(mine) && (await leases.renew(wish, mine))) {
      return { ...mine, leasedBy: { ...wish.holder, until: wish.until } };
    }
    await leases.end(kind, account.id);
    return null;
  };
  const mine = await renewed();
  if (mine) return { item: mine };

  let after: Waiting | null = null;
  let next: string | null = null;
  let waits = false;
  let taken = false;
  for (;;) {
    const page: Waiting[] = await leases.waiting(row, after, AT_A_TIME, now);
    const own = page.filter(fits);
    const free = own.filter(isTime);
    if (free.length > 0) {
      const item = await leases.give(wish, free);
      // Whoever asks twice at once is given one thing.
      const given = item ?? (await renewed());
      if (given) return { item: given };
      taken = true;
    }
    for (const { state } of own) {
      const from = worthFrom(row, state, at);
      if (from !== at && (next === null || from < next)) next = from;
    }
    waits ||= page.length > 0;
    after = page.at(-1) ?? null;
    if (page.length < AT_A_TIME) break;
  }
  if (next !== null && !taken) return { why: 'later', next };
  if (taken || (await leases.withOthers(kind, account.id, now))) return { why: 'withOthers', next: null };
  return { why: waits ? 'notYours' : 'nothing', next: null };
}

export const nextWorkRoutes: readonly Route<NextWorkServices>[] = [takeNext, giveBack];
