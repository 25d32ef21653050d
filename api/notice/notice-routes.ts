import {
  InboxQuerySchema,
  InboxSchema,
  DeadNoticeQuerySchema,
  NoticeDeliveryListSchema,
  NoticeDeliverySchema,
  NoticeParamsSchema,
  NoticeReadSchema,
  NoticesReadSchema,
  TicketNoticesSchema,
} from '../../contracts/notices.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import { pageOf, startOf } from '../http/paging.js';
import { ApiProblem } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import type { SignedCursors } from '../http/signed-cursors.js';
import { chinaTime } from '../http/time.js';
import { assertVisible } from '../ticket/find-ticket.js';
import { presentDelivery, presentNotice } from './notice-presenter.js';

type NoticeServices = Pick<Services, 'notices' | 'noticeCursors' | 'noticeTemplates' | 'reference' | 'views' | 'now'>;
const defineRoute = routesFor<NoticeServices>();

const TAG = 'Notices';
const NOTICES = '/api/v1/notices';

const getInbox = defineRoute({
  method: 'get',
  path: NOTICES,
  operationId: 'listNotices',
  tag: TAG,
  summary: 'The inbox: what this account is told',
  description:
    "Newest first. A handler's inbox is the unit's; others have that of their position. What also went out by e-mail, webhook or text message is here too.",
  permission: 'account',
  query: InboxQuerySchema,
  responses: { 200: { description: 'One page, and how many are unread.', schema: InboxSchema } },
  async handler({ query, account }, { notices, noticeCursors, noticeTemplates, reference }) {
    const { unread, limit } = query;
    const before = startBefore(noticeCursors, query.cursor);
    const [found, unreadCount, snapshot] = await Promise.all([
      notices.inbox(account, { unread }, before, limit + 1),
      notices.unread(account),
      reference.current(),
    ]);
    const { items, nextCursor } = pageOf(found, limit, ({ id }) => noticeCursors.write([id]));
    return {
      status: 200,
      body: {
        items: items.map((notice) => presentNotice(notice, noticeTemplates.under(snapshot.wordings), snapshot)),
        unread: unreadCount,
        nextCursor,
      },
    };
  },
});

const readNotices = defineRoute({
  method: 'post',
  path: `${NOTICES}/read`,
  operationId: 'readNotices',
  tag: TAG,
  summary: 'This account has read all there are',
  description: 'Others who share the inbox still see them as unread.',
  permission: 'account',
  responses: { 200: { description: 'How many.', schema: NoticesReadSchema } },
  async handler({ account }, { notices, now }) {
    const read = await notices.readAll(account, now());
    return { status: 200, body: { read, unread: await notices.unread(account) } };
  },
});

const readNotice = defineRoute({
  method: 'post',
  path: `${NOTICES}/{id}/read`,
  operationId: 'readNotice',
  tag: TAG,
  summary: 'This account has read it',
  description: 'A second time changes nothing. Others who share the inbox still see it as unread.',
  permission: 'account',
  params: NoticeParamsSchema,
  responses: { 200: { description: 'Since when.', schema: NoticeReadSchema } },
  problems: ['not-found'],
  async handler({ params: { id }, account }, { notices, now }) {
    const readAt = await notices.read(account, id, now());
    if (readAt === null) throw new ApiProblem('not-found', 'There is no notice with this id in your inbox.');
    return { status: 200, body: { id, readAt: chinaTime(readAt) } };
  },
});

const listTicketNotices = defineRoute({
  method: 'get',
  path: '/api/v1/tickets/{id}/notices',
  operationId: 'listTicketNotices',
  tag: TAG,
  summary: 'Who was told what of a ticket, and whether it arrived',
  description: 'Recipients as positions of units, never their addresses.',
  permission: 'account',
  params: TicketParamsSchema,
  responses: { 200: { description: 'All of them, in the order of the events.', schema: TicketNoticesSchema } },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, account }, { views, notices }) {
    const { state } = assertVisible(await views.find(params.id), account);
    return { status: 200, body: { items: (await notices.ofTicket(state.id)).map(presentDelivery) } };
  },
});

const listDeadNotices = defineRoute({
  method: 'get',
  path: `${NOTICES}/dead`,
  operationId: 'listDeadNotices',
  tag: TAG,
  summary: 'Notices that could not be delivered',
  description: 'Newest first, each with the reason in a word.',
  permission: ['administrator'],
  scope: 'admin',
  query: DeadNoticeQuerySchema,
  responses: { 200: { description: 'One page.', schema: NoticeDeliveryListSchema } },
  async handler({ query }, { notices, noticeCursors }) {
    const found = await notices.dead(startBefore(noticeCursors, query.cursor), query.limit + 1);
    const { items, nextCursor } = pageOf(found, query.limit, ({ id }) => noticeCursors.write([id]));
    return { status: 200, body: { items: items.map(presentDelivery), nextCursor } };
  },
});

const resendNotice = defineRoute({
  method: 'post',
  path: `${NOTICES}/{id}/resend`,
  operationId: 'resendNotice',
  tag: TAG,
  summary: 'Send a dead notice again',
  description: 'Also one that was never sent because its channel was not there. Its channel takes it within a second.',
  permission: ['administrator'],
  scope: 'admin',
  params: NoticeParamsSchema,
  responses: { 200: { description: 'The notice as it waits now.', schema: NoticeDeliverySchema } },
  problems: ['not-found'],
  async handler({ params: { id } }, { notices, now }) {
    const notice = await notices.resend(id, now());
    if (notice === null) throw new ApiProblem('not-found', 'There is no dead or cancelled notice with this id.');
    return { status: 200, body: presentDelivery(notice) };
  },
});

/** Newest first: a page begins before the notice of this id. */
function startBefore(cursors: SignedCursors, cursor: string | undefined): string | null {
  return startOf(cursor, (given) => cursors.read(given)?.[0] ?? null);
}

export const noticeRoutes: readonly Route<NoticeServices>[] = [
  getInbox,
  readNotices,
  readNotice,
  listTicketNotices,
  listDeadNotices,
  resendNotice,
];
