import { AttachByLinkSchema, AttachedByLinkSchema, UploadSchema } from '../../contracts/attachments.js';
import { MOST_BY_LINK } from '../../domain/attachment/attachment.js';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { presentUpload } from '../attachment/attachment-presenter.js';
import { UPLOAD_PROBLEMS } from '../attachment/attachment-routes.js';
import { whileNamed } from '../attachment/naming.js';
import { takeUploaded } from '../attachment/upload-form.js';
import { bodyHashOf } from '../idempotency/idempotency.js';
import { ApiProblem } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { dataKeyOrRefuse } from '../ticket/command.js';
import { CITIZEN_TAG as TAG, giveByLink, linkParams as params, linkSender, ticketBehind } from './citizen-command.js';

type LinkServices = Pick<
  Services,
  'views' | 'gateway' | 'progressLinks' | 'ratingLinks' | 'attachments' | 'uploads' | 'linkTermMs' | 'now'
>;
const defineRoute = routesFor<LinkServices>();

/** A file is as much work as so many questions. */
const COST = 10;

interface Link {
  readonly noun: 'progress' | 'ratings';
  readonly name: string;
  /** The ticket that a token names, or `null` when it was not made here. */
  readonly read: (services: LinkServices, token: string) => { ticketId: string; generation: number } | null;
}
const LINKS: readonly Link[] = [
  { noun: 'progress', name: 'ByLink', read: ({ progressLinks }, token) => progressLinks.read(token) },
  {
    noun: 'ratings',
    name: 'ByRatingLink',
    read: ({ ratingLinks }, token) => ratingLinks.read(token),
  },
];

const linked = (services: LinkServices, { read }: Link, token: string): Promise<StoredTicket> =>
  ticketBehind(services, read(services, token));

function linkRoutes(link: Link): Route<LinkServices>[] {
  const uploadByLink = defineRoute({
    method: 'post',
    path: `/api/v1/${link.noun}/{token}/uploads`,
    operationId: `upload${link.name}`,
    tag: TAG,
    summary: 'The citizen sends a file, to be attached by its id',
    description: `Needs no key: the link is the proof. At most ${MOST_BY_LINK} files; what is not attached goes within a day.`,
    permission: 'public',
    cost: COST,
    params,
    takesFile: true,
    responses: { 201: { description: 'Kept, to be attached.', schema: UploadSchema } },
    problems: [...UPLOAD_PROBLEMS, 'ticket-ended', 'link-withdrawn', 'link-ended'],
    async handler({ params: { token }, request }, services) {
      const ticket = await linked(services, link, token);
      if (STATE_KIND[ticket.state.state] === 'end' || ticket.dataKey === null) {
        throw new ApiProblem('ticket-ended', 'The ticket has ended; nothing can be added to it.');
      }
      const upload = await takeUploaded(request, services.uploads, linkSender(ticket));
      return { status: 201, body: presentUpload(upload) };
    },
  });
  const attachByLink = defineRoute({
    method: 'post',
    path: `/api/v1/${link.noun}/{token}/attachments`,
    operationId: `attach${link.name}`,
    tag: TAG,
    summary: 'The citizen attaches files that were sent before',
    description: 'Needs no key: the link is the proof. The same sent twice is done once. Nobody reads them by a link.',
    permission: 'public',
    params,
    body: AttachByLinkSchema,
    responses: { 200: { description: 'They belong to the ticket.', schema: AttachedByLinkSchema } },
    problems: [
      ...(['attachment-not-found', 'too-many-attachments', 'illegal-transition', 'ticket-ended'] as const),
      ...(['link-withdrawn', 'link-ended'] as const),
    ],
    async handler({ params: { token }, body }, services) {
      const ticket = await linked(services, link, token);
      const { id, number } = ticket.state;
      const bodyHash = bodyHashOf(`attach ${id}`, body);
      const owner = { ticketId: id, dataKey: dataKeyOrRefuse(ticket) };
      const sender = linkSender(ticket);
      await whileNamed(services, { ids: body.attachments, sender, owner }, () =>
        giveByLink(services, {
          ...{ ticket, command: 'attach', body, bodyHash, once: `${token} ${bodyHash}`, expectedVersion: null },
        }),
      );
      return { status: 200, body: { number, attached: body.attachments.length } };
    },
  });
  return [uploadByLink, attachByLink];
}

export const attachmentsByLinkRoutes: readonly Route<LinkServices>[] = LINKS.flatMap(linkRoutes);
