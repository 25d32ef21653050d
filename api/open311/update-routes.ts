import { createHash, randomUUID } from 'node:crypto';
import { FormatParamsSchema } from '../../contracts/open311.js';
import {
  CreatedUpdateSchema,
  MOST_UPDATES,
  NewUpdateSchema,
  UpdateListSchema,
  UpdatesQuerySchema,
  type NewUpdate,
} from '../../contracts/open311-updates.js';
import { ticketNumberIn } from '../../domain/intake/search-words.js';
import { idempotencyKey, onceId } from '../idempotency/idempotency.js';
import { enclosedIn } from '../http/multipart.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import type { Account } from '../access/account.js';
import { giveSignal, type SignalServices } from '../citizen/citizen-signal.js';
import { CommandRefused } from '../gateway/ticket-gateway.js';
import { executeCommand, type CommandServices } from '../ticket/command.js';
import { inFormat } from './answers.js';
import { servicesOf } from './catalogue.js';
import { discardEnclosed, keepEnclosed, remarkOf, type Counted } from './enclosed.js';
import { FOR_KEYS, OPEN311_ERRORS, OPEN311_TAG, WORDED, XML } from './described.js';
import { languageOf } from './language.js';
import { OPEN311_PREFIX, open311Problem } from './problems.js';
import { numbersIn, pageOf, spanOrLast90Days } from './request-query.js';
import { keyIn, senderOf } from './sender.js';
import { presentUpdate } from './update-presenter.js';

export type UpdateServices = SignalServices & CommandServices & Pick<Services, 'open311' | 'accounts'>;
const defineRoute = routesFor<UpdateServices>();

const PATH = `${OPEN311_PREFIX}/servicerequestupdates.{format}`;

const listUpdates = defineRoute({
  method: 'get',
  path: PATH,
  operationId: 'open311ListUpdates',
  tag: OPEN311_TAG,
  summary: 'How requests went on',
  description:
    'Extension of GeoReport v2 by FixMyStreet: one update for each change of state of a public request, oldest first, of the last 90 days unless another span of 90 days is asked for.',
  permission: 'public',
  cost: 5,
  params: FormatParamsSchema,
  query: UpdatesQuerySchema,
  problemAnswer: open311Problem,
  responses: {
    200: { description: 'The updates.', schema: UpdateListSchema, mediaType: XML, headers: WORDED },
    ...OPEN311_ERRORS,
  },
  async handler({ params, query, request }, { reference, open311, now }) {
    const language = languageOf(request, query.locale);
    const classes = [...servicesOf(await reference.current()).keys()];
    const numbers = numbersIn(query.service_request_id ?? []);
    const filter = { classes, span: spanOrLast90Days(query, now()), ...(query.service_request_id && { numbers }) };
    const found = await open311.updates.updates(filter, pageOf(query, MOST_UPDATES));
    const updates = found.map((update) => presentUpdate(update, language));
    return inFormat([params.format, language], 200, updates, () => [
      'service_request_updates',
      { request_update: updates.map((update) => ({ ...update })) },
    ]);
  },
});

const createUpdate = defineRoute({
  method: 'post',
  path: PATH,
  operationId: 'open311CreateUpdate',
  tag: OPEN311_TAG,
  summary: 'Add what was said about a request',
  description:
    'Extension of GeoReport v2 by FixMyStreet. Written down as a supplement of the citizen, for whoever has the request; the `status` is told, and changes nothing. The answer does not wait until it is written down.',
  permission: 'public',
  params: FormatParamsSchema,
  body: NewUpdateSchema,
  bodyType: 'formWithFiles',
  keyInBody: keyIn,
  keepEnclosed,
  discardEnclosed,
  problemAnswer: open311Problem,
  requestHeaders: ['Idempotency-Key'],
  responses: {
    200: { description: 'Taken.', schema: CreatedUpdateSchema, mediaType: XML, headers: WORDED },
    403: FOR_KEYS,
    ...OPEN311_ERRORS,
  },
  async handler({ params, body: form, request }, services) {
    const account = await senderOf(services, form.api_key, request);
    const { named, kept } = enclosedIn(request);
    const number = ticketNumberIn(form.service_request_id ?? '');
    if (number === null) throw new ApiProblem('ticket-not-found', 'There is no request with this service_request_id.');
    const key = keyOf(form, number, idempotencyKey(request.get('idempotency-key')));
    assertSaysSomething(form, named.length);
    const attached = (await attach(services, { number, kept, account, key })) ? kept.length : 0;
    const text = textOf(form, { files: named.length, kept: attached });
    await supplement(services, { number, text, account, key, named: namedIn(form) !== undefined });
    const made = { update_id: onceId(account.id, key).slice(0, 32) };
    return inFormat([params.format, languageOf(request, form.locale)], 200, [made], () => [
      'service_request_updates',
      { request_update: [made] },
    ]);
  },
});

/** As for a supplement by any other way. */
const MOST_CHARACTERS = 10_000;

const namedIn = ({ update_id, update_id_ext }: NewUpdate): string | undefined => update_id ?? update_id_ext;

/** By the name that the sender gave the update, since its client knows no keys. */
function keyOf(form: NewUpdate, number: string, header: string | null): string {
  if (header !== null) return header;
  const named = namedIn(form);
  const digest = named && createHash('sha256').update(`${number}\n${named}`).digest('hex');
  return `open311-update:${digest ?? randomUUID()}`;
}

interface Supplement {
  readonly number: string;
  readonly text: string;
  readonly account: Account;
  readonly key: string;
  readonly named: boolean;
}

/**
 * A sender that was not heard sends the update again, by then perhaps with another status. Under its name it is the
 * same update.
 */
async function supplement(services: UpdateServices, { number, text, account, key, named }: Supplement): Promise<void> {
  try {
    await giveSignal(services, 'supplement', number, { text }, account, key);
  } catch (error) {
    if (!(named && error instanceof ApiProblem && error.code === 'idempotency-key-reused')) throw error;
  }
}

function assertSaysSomething({ title, description, status, media_url = [] }: NewUpdate, files: number): void {
  if (title || description || status !== undefined || media_url.length > 0 || files > 0) return;
  throw invalidField('/description', 'required', 'An update says something, or names a status.');
}

/** Files of an update belong to its request. Sent again, the ticket has them already; the new ones are discarded. */
async function attach(
  services: UpdateServices,
  { number, kept, account, key }: Omit<Supplement, 'text' | 'named'> & { readonly kept: readonly string[] },
): Promise<boolean> {
  if (kept.length === 0) return true;
  try {
    await executeCommand(services, {
      ...{ ticket: number, command: 'attach', body: { attachments: kept }, account, expectedVersion: null },
      key: onceId(account.id, `${key} files`),
    });
    return true;
  } catch (error) {
    const code = error instanceof ApiProblem || error instanceof CommandRefused ? error.code : null;
    if (code === null || code === 'ticket-not-found') throw error;
    return code === 'idempotency-key-reused';
  }
}

/**
 * As the hotline's people and the unit read it. Who said it is not passed on: the unit need not know, and the hotline
 * knows its citizen.
 */
function textOf(
  { title, description, status, updated_datetime: at, media_url = [] }: NewUpdate,
  files: Counted,
): string {
  const said = [title ?? '', description ?? '', media_url.join('\n')].filter((part) => part !== '');
  const remarks = [
    status === undefined ? '' : `提交方标注状态：${status}`,
    at === undefined ? '' : `提交方标注时间：${at}`,
    remarkOf(files),
  ].filter((part) => part !== '');
  const text = [...said, ...(remarks.length > 0 ? [`（${remarks.join('；')}）`] : [])].join('\n\n');
  if (text.length > MOST_CHARACTERS) {
    throw invalidField('/description', 'out-of-range', 'At most 10,000 characters, with all addresses of pictures.');
  }
  return text;
}

export const open311UpdateRoutes: readonly Route<UpdateServices>[] = [listUpdates, createUpdate];
