import { OpenAPIRegistry, OpenApiGeneratorV31, type ResponseConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { CURSOR_PATTERN, IF_MATCH_PATTERN } from '../../contracts/common.js';
import { ProblemSchema } from '../../contracts/problem.js';
import { PROBLEMS, type ProblemCode } from '../../contracts/problems.js';
import { FILE_FIELD } from '../attachment/upload-form.js';
import type { BodyType } from '../http/body.js';
import { scopeOf, type ResponseHeader, type ResponseSpec, type Route } from '../route.js';

const written = (pattern: string) => ({ type: 'string', pattern }) as const;

/** What a request may say beside its body. */
const ASKED = {
  'If-Match': {
    description: 'The ETag of what was decided on, or `*` for any version.',
    schema: { ...written(IF_MATCH_PATTERN), example: '"v7"' },
  },
  'If-None-Match': {
    description: 'An ETag that the caller has; 304 if it still holds.',
    schema: { type: 'string', example: '"v7"' },
  },
  'Idempotency-Key': {
    description:
      'Up to 255 visible ASCII characters, one per intention. A repetition gets the first answer, for a day.',
    schema: written('^[!-~]{1,255}$'),
  },
  'Last-Event-ID': {
    description: 'The `id` of the last event that was received; the stream goes on after it.',
    schema: written(`^${CURSOR_PATTERN}$`),
  },
} as const;

const ANSWERED = {
  ETag: { description: 'The version of what was answered.', schema: written(String.raw`^"v\d{1,9}"$`) },
  Location: {
    description: 'Where the ticket is from now on, or where the browser goes.',
    schema: { type: 'string' as const },
  },
  Link: { description: 'The next page, as `rel="next"`.', schema: { type: 'string' as const } },
  'Retry-After': { description: 'Seconds.', schema: { type: 'integer' as const, minimum: 0 } },
  'Idempotency-Replayed': {
    description: '`true` when this answer was given before.',
    schema: { type: 'string' as const, enum: ['true'] },
  },
  'Content-Language': {
    description: 'Which language it is in.',
    schema: { type: 'string' as const, enum: ['zh', 'en'] },
  },
  'Set-Cookie': {
    description: 'The session: HttpOnly, SameSite=Lax, and Secure where the site is reached by https.',
    schema: { type: 'string' as const },
  },
  'Content-Disposition': {
    description: '`attachment`, with the name under which it was sent.',
    schema: { type: 'string' as const },
  },
  'Content-Range': { description: 'Which part it is, and of how many bytes.', schema: { type: 'string' as const } },
  'Content-Security-Policy': {
    description: '`sandbox`: whatever a browser makes of it runs nothing and has no origin.',
    schema: { type: 'string' as const },
  },
  'X-Content-Type-Options': {
    description: 'It is what it says.',
    schema: { type: 'string' as const, enum: ['nosniff'] },
  },
  'Accept-Ranges': { description: 'Whether parts may be asked for.', schema: { type: 'string' as const } },
  Vary: {
    description: 'Names `Accept-Language`: another caller may be answered in another language.',
    schema: { type: 'string' as const },
  },
} satisfies Record<ResponseHeader, unknown>;

const TAGS = [
  { name: 'Tickets', description: 'Register, find and read tickets.' },
  {
    name: 'Actions',
    description:
      'What people do with a ticket. `allowedActions` of a ticket says which of these its reader may take now.',
  },
  {
    name: 'Supervision',
    description: 'Lists that want watching, requests that wait for a decision, and the wall board.',
  },
  {
    name: 'Alerts',
    description: 'What the sentinel raised of many tickets, what is known to be out, and what people made of it.',
  },
  { name: 'Notices', description: 'Who was told what, whether it arrived, and where positions are reached.' },
  {
    name: 'Attachments',
    description: 'Pictures, papers and recordings: sent first, then attached to a ticket, read as far as it is shown.',
  },
  { name: 'From the citizen', description: 'Urging, new facts, and the rating by a one-time link.' },
  {
    name: 'Department systems',
    description: 'What a unit owes, many commands at once, and all that happens, in order.',
  },
  {
    name: 'Console',
    description:
      'What screens of people need besides: drafts, who is where, and one stream that says what is to be asked anew.',
  },
  {
    name: 'Webhooks',
    description:
      'Events posted to an address of the department: signed as Standard Webhooks says, in the envelope of CloudEvents.',
  },
  {
    name: 'Signing in',
    description:
      'Sessions of people, their passwords and second factors. The cookie of a session serves this same API.',
  },
  {
    name: 'Accounts',
    description: 'Who sits at the desk: people with a sign-in name and positions, looked after by administrators.',
  },
  { name: 'Keys', description: 'Keys for machines: made, listed and revoked by administrators.' },
  { name: 'Reference', description: 'Units, classes, policies, the calendar, and the own account.' },
  {
    name: 'Open311',
    description: 'GeoReport v2, with its own form of errors: for whoever reports in public, and sees how it goes.',
  },
  { name: 'Operation', description: 'For whoever keeps it running.' },
  { name: 'Documentation', description: 'This document, and a page for every problem.' },
];

/** The OpenAPI 3.1 document of these routes. Pure: the same routes give the same document. */
export function openApiDocument(routes: readonly Route[]): Record<string, unknown> {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description:
      'A key as `huiying` makes it, `hy_…`. It stands for an account with a role and, for units, a unit. A key may be narrowed to scopes; each operation names the one that it needs.',
  });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-huiying',
    description:
      'The session of a person who has signed in; `huiying` where the site is reached without https. What changes something must be asked by a page of the same site, as `Sec-Fetch-Site` or `Origin` says.',
  });
  for (const route of routes) registry.registerPath(pathOf(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Huiying',
      version: '1',
      description:
        'Case management for government hotlines. Times are RFC 3339 with +08:00. Unknown fields and parameters are refused. Problems are RFC 9457 and explained under `/problems`. `RateLimit` says what is left of the budget of a key, or of an address without one.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: TAGS,
  }) as unknown as Record<string, unknown>;
}

const MEDIA_TYPES: Readonly<Record<BodyType, readonly string[]>> = {
  json: ['application/json'],
  form: ['application/x-www-form-urlencoded'],
  formWithFiles: ['application/x-www-form-urlencoded', 'multipart/form-data'],
};

const ONE_FILE = {
  type: 'object' as const,
  required: [FILE_FIELD],
  properties: { [FILE_FIELD]: { type: 'string' as const, format: 'binary' } },
  additionalProperties: false,
};

/** Nothing of ours has seen such a request. */
const HEADERS_TOO_LARGE: ResponseConfig = {
  description:
    'The headers, the path among them, are larger than 16 kB. Said by the HTTP server itself, without a body.',
};

function pathOf(route: Route): Parameters<OpenAPIRegistry['registerPath']>[0] {
  const { params, query, body, requestHeaders = [] } = route;
  return {
    method: route.method,
    path: route.path,
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    security: securityOf(route),
    request: {
      ...(params instanceof z.ZodObject && { params }),
      ...(query instanceof z.ZodObject && { query }),
      ...(requestHeaders.length > 0 && { headers: requestHeaderSchema(requestHeaders) }),
      ...(route.takesFile && { body: { required: true, content: { 'multipart/form-data': { schema: ONE_FILE } } } }),
      ...(body && {
        body: {
          required: !body.safeParse({}).success,
          content: Object.fromEntries(MEDIA_TYPES[route.bodyType ?? 'json'].map((type) => [type, { schema: body }])),
        },
      }),
    },
    responses: {
      ...Object.fromEntries(Object.entries(route.responses).map(([status, spec]) => [status, responseOf(spec)])),
      ...problemResponses(route),
      431: HEADERS_TOO_LARGE,
    },
  };
}

function securityOf(route: Route): Record<string, string[]>[] {
  if (route.permission === 'public') return [];
  return [{ apiKey: scopesFor(route) }, { session: [] }];
}

/** What a key must be for, unless it is for everything. */
function scopesFor(route: Route): string[] {
  const scope = scopeOf(route);
  return scope === 'any' ? [] : [scope];
}

function requestHeaderSchema(names: NonNullable<Route['requestHeaders']>): z.ZodObject {
  return z.object(
    Object.fromEntries(
      names.map((name) => {
        const { description, schema } = ASKED[name];
        const header = z.string().meta({ description, ...schema });
        return [name, name === 'If-Match' ? header : header.optional()];
      }),
    ),
  );
}

function responseOf({ description, schema, mediaType, headers = [] }: ResponseSpec): ResponseConfig {
  return {
    description,
    ...(headers.length > 0 && {
      headers: Object.fromEntries(headers.map((name) => [name, ANSWERED[name]])),
    }),
    ...((schema ?? mediaType) && {
      content: {
        ...(schema && { 'application/json': { schema } }),
        ...(mediaType && {
          [mediaType]: { schema: { type: 'string' as const, ...(mediaType === '*/*' && { format: 'binary' }) } },
        }),
      },
    }),
  };
}

/** Where the same request is right a little later. */
const WAITED_FOR: ReadonlySet<number> = new Set([429, 503]);

/** What a route may be refused with, its own problems and those of its shape, gathered by status. */
function problemResponses(route: Route): Record<string, ResponseConfig> {
  // Another standard's errors are among the route's own answers.
  if (route.problemAnswer) return {};
  const codes = new Set<ProblemCode>(route.problems ?? []);
  if (route.params) codes.add(route.missing ?? 'not-found');
  if (route.path.includes('/tickets/{id}') && !route.path.includes('/erasure')) codes.add('ticket-erased');
  if (route.query || route.body || route.takesFile) codes.add('validation-failed');
  if (route.body || route.takesFile)
    for (const code of ['malformed-request', 'payload-too-large', 'unsupported-media-type'] as const) codes.add(code);
  if (route.permission !== 'public') {
    for (const code of ['unauthenticated', 'address-not-allowed'] as const) codes.add(code);
    codes.add('two-credentials');
    if (!route.beforeSecondFactor) codes.add('second-factor-missing');
    if (route.method !== 'get') codes.add('cross-site');
    if (scopesFor(route).length > 0) codes.add('scope-missing');
  }
  if (Array.isArray(route.permission)) codes.add('actor-not-allowed');
  if (!route.unmetered) codes.add('rate-limited');
  if (route.tag !== 'Documentation' && route.tag !== 'Operation') codes.add('unavailable');
  if (route.tag === 'Actions') {
    for (const code of Object.keys(PROBLEMS) as ProblemCode[]) if (PROBLEMS[code].status === 422) codes.add(code);
    codes.add('workflow-lost');
  }
  codes.add('internal');
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = PROBLEMS[code];
    if (!(status in route.responses)) byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      String(status),
      {
        description: some.map((code) => `\`${code}\``).join(', '),
        headers: {
          'Content-Language': ANSWERED['Content-Language'],
          Vary: ANSWERED.Vary,
          ...(WAITED_FOR.has(status) && { 'Retry-After': ANSWERED['Retry-After'] }),
        },
        content: { 'application/problem+json': { schema: ProblemSchema } },
      },
    ]),
  );
}
