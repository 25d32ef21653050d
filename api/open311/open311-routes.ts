import {
  CreatedRequestSchema,
  DiscoverySchema,
  FormatParamsSchema,
  LocaleQuerySchema,
  NewRequestSchema,
  RequestListSchema,
  RequestParamsSchema,
  RequestQuerySchema,
  RequestsQuerySchema,
  RequestTokenSchema,
  ServiceDefinitionSchema,
  ServiceListSchema,
  ServiceParamsSchema,
  TokenParamsSchema,
  type Open311Format,
} from '../../contracts/open311.js';
import { ticketNumberIn } from '../../domain/intake/search-words.js';
import type { PublicTicket } from '../../storage/open311/open311-views.js';
import { idempotencyKey } from '../idempotency/idempotency.js';
import { enclosedIn } from '../http/multipart.js';
import { ApiProblem } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { RouteResponse } from '../http/route-response.js';
import type { Services } from '../services.js';
import { asAccount, registerTicket, type RegistrationServices } from '../ticket/registration.js';
import { inFormat } from './answers.js';
import { presentDefinition, presentService, servicesOf } from './catalogue.js';
import { discovered } from './discovery.js';
import { discardEnclosed, keepEnclosed } from './enclosed.js';
import { FOR_KEYS, OPEN311_ERRORS, OPEN311_TAG, WORDED, XML } from './described.js';
import { languageOf, type Language } from './language.js';
import { OPEN311_PREFIX, open311Problem } from './problems.js';
import { ticketOf } from './report.js';
import { presentRequest, requestXml } from './request-presenter.js';
import { questionOf, serviceNotFound } from './request-query.js';
import { keyIn, senderOf } from './sender.js';
import { open311UpdateRoutes, type UpdateServices } from './update-routes.js';
import { noticeOf } from './wording.js';

type Open311Services = RegistrationServices & Pick<Services, 'open311' | 'accounts'>;
const defineRoute = routesFor<Open311Services>();

const listServices = defineRoute({
  method: 'get',
  path: `${OPEN311_PREFIX}/services.{format}`,
  operationId: 'open311ListServices',
  tag: OPEN311_TAG,
  summary: 'What may be reported',
  description: 'GeoReport v2. The leaves of the class tree, but for those that are never public.',
  permission: 'public',
  params: FormatParamsSchema,
  query: LocaleQuerySchema,
  problemAnswer: open311Problem,
  responses: {
    200: { description: 'All services.', schema: ServiceListSchema, mediaType: XML, headers: WORDED },
    ...OPEN311_ERRORS,
  },
  async handler({ params, query, request }, { reference }) {
    const language = languageOf(request, query.locale);
    const services = [...servicesOf(await reference.current()).values()].map((one) => presentService(one, language));
    return inFormat([params.format, language], 200, services, () => ['services', { service: services }]);
  },
});

const getService = defineRoute({
  method: 'get',
  path: `${OPEN311_PREFIX}/services/{code}.{format}`,
  operationId: 'open311GetService',
  tag: OPEN311_TAG,
  summary: 'What a service asks',
  description: 'GeoReport v2. Without questions the list of attributes is empty.',
  permission: 'public',
  params: ServiceParamsSchema,
  query: LocaleQuerySchema,
  problemAnswer: open311Problem,
  responses: {
    200: { description: 'Its definition.', schema: ServiceDefinitionSchema, mediaType: XML, headers: WORDED },
    ...OPEN311_ERRORS,
  },
  async handler({ params, query, request }, { reference }) {
    const service = servicesOf(await reference.current()).get(params.code);
    if (!service) throw serviceNotFound();
    const language = languageOf(request, query.locale);
    const definition = presentDefinition(service, language);
    return inFormat([params.format, language], 200, definition, () => [
      'service_definition',
      {
        service_code: definition.service_code,
        attributes: {
          attribute: definition.attributes.map(({ values, ...attribute }) => ({
            ...attribute,
            ...(values && { values: { value: values } }),
          })),
        },
      },
    ]);
  },
});

const createRequest = defineRoute({
  method: 'post',
  path: `${OPEN311_PREFIX}/requests.{format}`,
  operationId: 'open311CreateRequest',
  tag: OPEN311_TAG,
  summary: 'Report something',
  description:
    'GeoReport v2. Makes a ticket, as `POST /api/v1/tickets` does; its number is known at once, so the answer never has a token in its place. `api_key` is a key of the role operator. A multipart form may bring files behind its `api_key`; what is taken as `POST /api/v1/uploads` takes it becomes an attachment, and the `service_notice` says what was not kept.',
  permission: 'public',
  params: FormatParamsSchema,
  body: NewRequestSchema,
  bodyType: 'formWithFiles',
  keyInBody: keyIn,
  keepEnclosed,
  discardEnclosed,
  problemAnswer: open311Problem,
  requestHeaders: ['Idempotency-Key'],
  responses: {
    200: {
      description: 'Accepted and kept.',
      schema: CreatedRequestSchema,
      mediaType: XML,
      headers: [...WORDED, 'Idempotency-Replayed'],
    },
    403: FOR_KEYS,
    ...OPEN311_ERRORS,
  },
  async handler({ params, body: form, request }, services) {
    const account = await senderOf(services, form.api_key, request);
    const { named, kept } = enclosedIn(request);
    const files = { files: named.length, kept: kept.length };
    const { body, extras } = ticketOf(form, files, await services.reference.current());
    const key = idempotencyKey(request.get('idempotency-key'));
    const accepted = await registerTicket(
      services,
      { ...body, ...(kept.length > 0 && { attachments: [...kept] }) },
      asAccount(services, account),
      key,
      { ...extras, ...(named.length > 0 && { files: named }) },
    );
    const { number } = accepted.body as { number: string };
    const language = languageOf(request, form.locale);
    const made = {
      service_request_id: number,
      service_notice: noticeOf(files, language),
      account_id: form.account_id ?? null,
      ...(form.extensions === 'true' && { extended_attributes: { token: services.open311.tokens.write(number) } }),
    };
    const replayed = accepted.headers?.['Idempotency-Replayed'];
    return inFormat(
      [params.format, language],
      200,
      [made],
      () => ['service_requests', { request: [made] }],
      replayed === undefined ? {} : { 'Idempotency-Replayed': replayed },
    );
  },
});

const listRequests = defineRoute({
  method: 'get',
  path: `${OPEN311_PREFIX}/requests.{format}`,
  operationId: 'open311ListRequests',
  tag: OPEN311_TAG,
  summary: 'What was reported',
  description:
    'GeoReport v2, newest first: the last 90 days, 100 requests a page, unless another span of 90 days is asked for.',
  permission: 'public',
  // A hundred requests out of the database instead of one.
  cost: 5,
  params: FormatParamsSchema,
  query: RequestsQuerySchema,
  problemAnswer: open311Problem,
  responses: {
    200: { description: 'The requests.', schema: RequestListSchema, mediaType: XML, headers: WORDED },
    ...OPEN311_ERRORS,
  },
  async handler({ params, query, request }, services) {
    const reference = await services.reference.current();
    const { filter, page } = questionOf(query, new Set(servicesOf(reference).keys()), services.now());
    const found = await services.open311.views.list(filter, page);
    return shown(found, params.format, languageOf(request, query.locale), query.extensions === 'true', services);
  },
});

const getRequest = defineRoute({
  method: 'get',
  path: `${OPEN311_PREFIX}/requests/{id}.{format}`,
  operationId: 'open311GetRequest',
  tag: OPEN311_TAG,
  summary: 'How a request goes',
  description: 'GeoReport v2. What is not public does not exist here.',
  permission: 'public',
  params: RequestParamsSchema,
  query: RequestQuerySchema,
  problemAnswer: open311Problem,
  responses: {
    200: { description: 'The request, alone in a list.', schema: RequestListSchema, mediaType: XML, headers: WORDED },
    ...OPEN311_ERRORS,
  },
  async handler({ params, query, request }, services) {
    const classes = [...servicesOf(await services.reference.current()).keys()];
    const found = await services.open311.views.list(
      { classes, numbers: [ticketNumberIn(params.id) ?? params.id] },
      { offset: 0, limit: 1 },
    );
    if (found.length === 0) {
      throw new ApiProblem('ticket-not-found', 'There is no public request with this service_request_id.');
    }
    return shown(found, params.format, languageOf(request, query.locale), query.extensions === 'true', services);
  },
});

async function shown(
  tickets: readonly PublicTicket[],
  format: Open311Format,
  language: Language,
  extended: boolean,
  { reference, open311 }: Open311Services,
): Promise<RouteResponse> {
  const snapshot = await reference.current();
  const notes = extended ? await open311.views.notes(tickets.map(({ id }) => id)) : null;
  const requests = tickets.map((ticket) =>
    presentRequest(ticket, snapshot, language, notes ? (notes.get(ticket.id) ?? []) : undefined),
  );
  return inFormat([format, language], 200, requests, () => ['service_requests', { request: requests.map(requestXml) }]);
}

const getToken = defineRoute({
  method: 'get',
  path: `${OPEN311_PREFIX}/tokens/{token}.{format}`,
  operationId: 'open311GetToken',
  tag: OPEN311_TAG,
  summary: 'The request that a token stands for',
  description: 'GeoReport v2. A token is given with the request when `extensions=true` asks for it.',
  permission: 'public',
  params: TokenParamsSchema,
  problemAnswer: open311Problem,
  responses: { 200: { description: 'Its id.', schema: RequestTokenSchema, mediaType: XML }, ...OPEN311_ERRORS },
  handler({ params: { token, format } }, { open311 }) {
    const number = open311.tokens.read(token);
    if (number === null) throw new ApiProblem('ticket-not-found', 'This token was not made here.');
    const named = { service_request_id: number, token };
    return inFormat([format], 200, [named], () => ['service_requests', { request: [named] }]);
  },
});

const getDiscovery = defineRoute({
  method: 'get',
  path: `${OPEN311_PREFIX}/discovery.{format}`,
  operationId: 'open311Discovery',
  tag: OPEN311_TAG,
  summary: 'Where this interface is, and when its services changed',
  permission: 'public',
  params: FormatParamsSchema,
  query: LocaleQuerySchema,
  problemAnswer: open311Problem,
  responses: {
    200: { description: 'The endpoint.', schema: DiscoverySchema, mediaType: XML, headers: WORDED },
    ...OPEN311_ERRORS,
  },
  async handler({ params, query, request }, services) {
    const language = languageOf(request, query.locale);
    const found = await discovered(services, request, language);
    return inFormat([params.format, language], 200, found, () => [
      'discovery',
      {
        ...found,
        endpoints: {
          endpoint: found.endpoints.map(({ formats, ...endpoint }) => ({ ...endpoint, formats: { format: formats } })),
        },
      },
    ]);
  },
});

export const open311Routes: readonly Route<Open311Services & UpdateServices>[] = [
  listServices,
  getService,
  createRequest,
  listRequests,
  getRequest,
  getToken,
  getDiscovery,
  ...open311UpdateRoutes,
];
