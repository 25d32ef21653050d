import { DeskStreamQuerySchema } from '../../contracts/events.js';
import { inSight } from '../../storage/event/event-feed.js';
import type { Account } from '../access/account.js';
import type { RouteResponse } from '../http/route-response.js';
import { presentPresence } from '../presence/presence-routes.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { streamEvents, type Line } from './event-stream.js';

type DeskStreamServices = Pick<
  Services,
  'feed' | 'feedCursors' | 'tail' | 'listeners' | 'notices' | 'presenceTail' | 'callTail'
>;
const defineRoute = routesFor<DeskStreamServices>();

/** What is asked anew is asked so often at most, however much happens. */
const AT_MOST_EVERY_MS = 2_000;
/** Notices are written because of events, by the worker: a moment after them as a rule. */
const WRITTEN_AFTER_MS = 15_000;

const openDeskStream = defineRoute({
  method: 'get',
  path: '/api/v1/desk/stream',
  operationId: 'streamDesk',
  tag: 'Console',
  summary: 'What is to be asked anew, as Server-Sent Events',
  description:
    'One for a browser. `ticket`: something happened to this ticket (`id`, `number`, `seq`, `type`, `to`), with its cursor as `id`: whoever comes again with `after` or `Last-Event-ID` has missed none. `inbox`: what is owed may be another. `notice`: how many are unread. `presence`: who is at this ticket now. `call`: a call came to your desk, was answered or left it (`call`, `state`), to be asked of `GET /desk/calls`; no number. `sessionEnded`: sign in again; after it the stream ends. No words of people are in it. All but `ticket` may be left out for who does not keep up, and after a gap everything is to be asked anew.',
  permission: 'account',
  scope: 'events',
  query: DeskStreamQuerySchema,
  requestHeaders: ['Last-Event-ID'],
  responses: { 200: { description: 'Events, until one side ends it.', mediaType: 'text/event-stream' } },
  problems: ['cursor-invalid'],
  async handler({ query, account, request }, services): Promise<RouteResponse> {
    const { feed, feedCursors, tail, listeners } = services;
    const place = request.get('last-event-id') ?? query.after;
    const wish = { account, after: await feedCursors.placeOf(place, feed), types: null };
    if (request.method === 'HEAD') return { status: 200 };
    const sayOf = ({ ticketId, number, seq, type, to }: Parameters<NonNullable<Deps['sayOf']>>[0]) => ({
      type: 'ticket',
      data: { id: ticketId, number, seq, type, to },
    });
    const besides = (line: Line): (() => void) => tellBesides(line, account, services);
    return {
      status: 200,
      stream: (response) =>
        streamEvents({ feed, tail, listeners, cursors: feedCursors, sayOf, besides }, wish, response),
    };
  },
});
type Deps = Parameters<typeof streamEvents>[0];

/** News beside the events: what is owed and unread after some of them, and who comes to and leaves tickets in sight. */
function tellBesides(
  line: Line,
  account: Account,
  { notices, presenceTail, callTail }: Pick<DeskStreamServices, 'notices' | 'presenceTail' | 'callTail'>,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let later: NodeJS.Timeout | undefined;
  let unread: number | null = null;

  async function tell(): Promise<void> {
    line.say({ type: 'inbox', data: {} });
    // Also where it is the number that was told before: what was read meanwhile was read elsewhere.
    await tellUnread(() => true);
    timer = undefined;
    clearTimeout(later);
    later = setTimeout(() => void tellUnread((now) => now !== unread), WRITTEN_AFTER_MS);
  }

  async function tellUnread(isNews: (now: number) => boolean): Promise<void> {
    try {
      const now = await notices.unread(account);
      if (isNews(now)) line.say({ type: 'notice', data: { unread: now } });
      unread = now;
    } catch {
      // PostgreSQL is away; the next event asks again.
    }
  }

  const tellPresence = (changed: ReturnType<DeskStreamServices['presenceTail']['seen']>): void => {
    for (const [ticket, there] of changed) {
      const [one] = there;
      if (one === undefined || !inSight(account, one)) continue;
      const here = there.filter(({ until }) => until.getTime() > 0);
      line.say({ type: 'presence', data: presentPresence(ticket, here) });
    }
  };

  line.onTold(() => void (timer ??= setTimeout(() => void tell(), AT_MOST_EVERY_MS)));
  const leave = presenceTail.listen(tellPresence);
  const hangUp = callTail.listen((news) => {
    for (const { call, account: at, state } of news)
      if (at === account.id) line.say({ type: 'call', data: { call, state } });
  });
  void tellUnread(() => true);
  tellPresence(presenceTail.seen());
  return () => {
    clearTimeout(timer);
    clearTimeout(later);
    leave();
    hangUp();
  };
}

export const deskStreamRoutes: readonly Route<DeskStreamServices>[] = [openDeskStream];
