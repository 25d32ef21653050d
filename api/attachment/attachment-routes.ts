import { z } from 'zod';
import { AttachmentListSchema, UploadSchema } from '../../contracts/attachments.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import { isFileShown } from '../../domain/attachment/attachment.js';
import { COMMANDS } from '../../domain/ticket/commands.js';
import { ROLES, type Role } from '../../domain/ticket/vocabulary.js';
import { FileMissing } from '../../files/files.js';
import type { StoredAttachment } from '../../storage/attachment/attachment-store.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { actorOf, type Account } from '../access/account.js';
import { grantsOf, holdingOf } from '../disclosure/granted-viewer.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { lookedAgain } from '../look/shown.js';
import { routesFor, type ResponseHeader, type Route, type RouteInput } from '../route.js';
import type { Services } from '../services.js';
import { noteDisclosed, shownOf } from '../ticket/disclosed.js';
import { assertVisible } from '../ticket/find-ticket.js';
import { presentAttachments, presentUpload } from './attachment-presenter.js';
import { fileAnswer } from './file-answer.js';
import { takeUploaded } from './upload-form.js';

type AttachmentServices = Pick<
  Services,
  'views' | 'disclosures' | 'attachments' | 'files' | 'uploads' | 'lookedLately' | 'now'
>;
const defineRoute = routesFor<AttachmentServices>();

const TAG = 'Attachments';
const ATTACHMENTS = '/api/v1/tickets/{id}/attachments';
const ParamsSchema = TicketParamsSchema.extend({ attachment: z.uuid() });
const SENDERS: readonly Role[] = ROLES.filter((role) => COMMANDS.attach.roles.includes(role));

export const UPLOAD_PROBLEMS = [
  'file-kind-not-taken',
  'file-kind-lies',
  'picture-too-large',
  'picture-unreadable',
  'file-infected',
  'too-many-attachments',
] as const;

const uploadFile = defineRoute({
  method: 'post',
  path: '/api/v1/uploads',
  operationId: 'uploadFile',
  tag: TAG,
  summary: 'Send a file, to be attached to a ticket by its id',
  description:
    'One file as the part `file` of a multipart form. Its bytes say what it is, and name and media type must agree. Pictures are made anew, without place and time of taking. It is attached by the command `attach` or when a ticket is registered, by whoever sent it; what is not attached goes within a day.',
  permission: SENDERS,
  takesFile: true,
  responses: { 201: { description: 'Kept, for its sender to attach.', schema: UploadSchema } },
  problems: UPLOAD_PROBLEMS,
  async handler({ account, request }, { uploads }) {
    return { status: 201, body: presentUpload(await takeUploaded(request, uploads, actorOf(account))) };
  },
});

const listAttachments = defineRoute({
  method: 'get',
  path: ATTACHMENTS,
  operationId: 'listAttachments',
  tag: TAG,
  summary: 'The files of a ticket',
  description:
    'As far as the caller may see what is `evidence`: of a ticket that protects who asked, its unit sees the files that units sent.',
  permission: 'account',
  look: 'page',
  params: TicketParamsSchema,
  responses: { 200: { description: 'In the order in which they came.', schema: AttachmentListSchema } },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, account }, services) {
    const { ticket, shown } = await seen(services, params.id, account);
    const { dataKey } = ticket;
    const all = dataKey ? await services.attachments.ofTicket({ ticketId: ticket.state.id, dataKey }) : [];
    const body = presentAttachments(all, shown.evidence);
    shown.note(body.items[0]?.id);
    return { status: 200, body };
  },
});

const ON_FILE: readonly ResponseHeader[] = [
  ...(['Content-Disposition', 'Content-Security-Policy', 'X-Content-Type-Options', 'Accept-Ranges'] as const),
];

const getAttachment = defineRoute({
  method: 'get',
  path: `${ATTACHMENTS}/{attachment}`,
  operationId: 'getAttachment',
  tag: TAG,
  summary: 'A file of a ticket, or a part of it',
  description:
    'Each request, and each part of a recording, asks anew whether the ticket is in sight and its files are shown, and is written down before it is answered. There are no links to files.',
  permission: 'account',
  look: 'attachment',
  params: ParamsSchema,
  responses: {
    200: { description: 'All of it, as its media type.', mediaType: '*/*', headers: ON_FILE },
    206: {
      description: 'The part that `Range` asks for.',
      mediaType: '*/*',
      headers: [...ON_FILE, 'Content-Range'],
    },
  },
  problems: ['ticket-not-found', 'attachment-not-found', 'file-held', 'file-infected', 'range-not-satisfiable'],
  missing: 'attachment-not-found',
  handler: (input, services) => answered(input, services, 'file'),
});

const getThumbnail = defineRoute({
  method: 'get',
  path: `${ATTACHMENTS}/{attachment}/thumbnail`,
  operationId: 'getThumbnail',
  tag: TAG,
  summary: 'A small picture of a picture',
  permission: 'account',
  look: 'attachment',
  params: ParamsSchema,
  responses: { 200: { description: 'A JPEG.', mediaType: '*/*', headers: ON_FILE } },
  problems: ['ticket-not-found', 'attachment-not-found', 'file-held', 'file-infected'],
  missing: 'attachment-not-found',
  handler: (input, services) => answered(input, services, 'thumbnail'),
});

async function answered(
  { params, account, request }: RouteInput<typeof ParamsSchema, undefined, undefined, 'account'>,
  services: AttachmentServices,
  which: 'file' | 'thumbnail',
): Promise<RouteResponse> {
  const { ticket, shown } = await seen(services, params.id, account);
  const { dataKey } = ticket;
  const ticketId = ticket.state.id;
  const attachment = dataKey && (await services.attachments.find({ ticketId, dataKey }, params.attachment));
  const isThere = attachment && isFileShown(shown.evidence, attachment.sender);
  if (!isThere || (which === 'thumbnail' && attachment.thumbnailBytes === null && attachment.state === 'ready')) {
    throw new ApiProblem('attachment-not-found', 'This ticket has no such file that you may see.');
  }
  assertReady(attachment);
  shown.note(attachment.id);
  if (services.lookedLately(`${account.id} ${ticketId}`)) lookedAgain();
  try {
    return await fileAnswer(services.files, attachment, which, request);
  } catch (error) {
    if (!(error instanceof FileMissing)) throw error;
    throw new ApiProblem('unavailable', 'The file is not where files are kept at this moment.', {
      headers: { 'Retry-After': '60' },
    });
  }
}

function assertReady({ state }: Pick<StoredAttachment, 'state'>): void {
  if (state === 'held') {
    throw new ApiProblem('file-held', 'The virus scanner has not looked at this file yet, so nobody is given it.');
  }
  if (state === 'infected') {
    throw new ApiProblem('file-infected', 'The virus scanner found something in this file. It was destroyed.');
  }
}

/** The ticket, if it is in sight, and how its files are shown; `note` says that one was. */
async function seen(
  services: AttachmentServices,
  named: string,
  account: Account,
): Promise<{
  ticket: StoredTicket;
  shown: { evidence: ReturnType<typeof shownOf>['evidence']; note(id: string | undefined): void };
}> {
  const [found, grants] = await Promise.all([services.views.find(named), grantsOf(services, account)]);
  const ticket = assertVisible(found, account);
  const { granted, grants: holding } = holdingOf(services, ticket, grants);
  const disclosure = shownOf(ticket, account, granted);
  return {
    ticket,
    shown: {
      evidence: disclosure.evidence,
      note: (id) => noteDisclosed(ticket, { evidence: id }, disclosure, holding),
    },
  };
}

export const attachmentRoutes: readonly Route<AttachmentServices>[] = [
  uploadFile,
  listAttachments,
  getAttachment,
  getThumbnail,
];
