import { FeedPageSchema, FeedQuerySchema, StreamQuerySchema } from '../../contracts/events.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import type { RouteResponse } from '../http/route-response.js';
import { presentFeedEvent } from './event-presenter.js';
import { streamEvents } from './event-stream.js';
import { awaitedPage } from './feed-page.js';

type EventServices = Pick<Services, 'feed' | 'feedCursors' | 'tail' | 'listeners'>;
const defineRoute = routesFor<EventServices>();

const TAG = 'Department systems';
const EVENTS = '/api/v1/events';
const MS_A_SECOND = 1_000;

const typesOf = (type: readonly string[] | undefined): ReadonlySet<string> | null => (type ? new Set(type) : null);

const readFeed = defineRoute({
  method: 'get',
  path: EVENTS,
  operationId: 'readFeed',
  tag: TAG,
  summary: 'Read all that happens, in order',
  description:
    'What happened to tickets in the sight of the key at the time, also what took a ticket out of it. Nothing is skipped, however late it was written; an event may come again, with the same `id`. An event of type `retracted` takes back what was told and then lost: its `data.event` is the `id` of that. Keep `nextCursor` once the page is dealt with.',
  permission: 'account',
  scope: 'events',
  query: FeedQuerySchema,
  responses: { 200: { description: 'One page, oldest first.', schema: FeedPageSchema } },
  problems: ['cursor-invalid'],
  async handler({ query, account, request }, { feed, feedCursors, tail, listeners }): Promise<RouteResponse> {
    const { after, limit, wait, type } = query;
    const gone = new AbortController();
    request.res?.once('close', () => gone.abort());
    const wish = { account, after: await feedCursors.placeOf(after, feed), types: typesOf(type) };
    const page = await awaitedPage({ feed, tail, listeners }, wish, {
      limit,
      waitMs: wait * MS_A_SECOND,
      gone: gone.signal,
    });
    return {
      status: 200,
      body: {
        items: page.events.map((event) => presentFeedEvent(event, account, feedCursors)),
        nextCursor: feedCursors.write(page.next),
        more: page.more,
      },
    };
  },
});

const openStream = defineRoute({
  method: 'get',
  path: `${EVENTS}/stream`,
  operationId: 'streamEvents',
  tag: TAG,
  summary: 'The same, as Server-Sent Events',
  description:
    'Each event has its cursor as `id`, its type as `event` and the body of the feed as `data`. A reader that comes again with `Last-Event-ID` has missed nothing. A comment every 15 seconds keeps the line open. The stream ends when the key is revoked or expires.',
  permission: 'account',
  scope: 'events',
  query: StreamQuerySchema,
  requestHeaders: ['Last-Event-ID'],
  responses: { 200: { description: 'Events, until one side ends it.', mediaType: 'text/event-stream' } },
  problems: ['cursor-invalid'],
  async handler({ query, account, request }, { feed, feedCursors, tail, listeners }): Promise<RouteResponse> {
    const place = request.get('last-event-id') ?? query.after;
    const wish = { account, after: await feedCursors.placeOf(place, feed), types: typesOf(query.type) };
    if (request.method === 'HEAD') return { status: 200 };
    return {
      status: 200,
      stream: (response) => streamEvents({ feed, tail, listeners, cursors: feedCursors }, wish, response),
    };
  },
});

export const eventRoutes: readonly Route<EventServices>[] = [readFeed, openStream];
