import { randomUUID } from 'node:crypto';
import type { ProblemCode } from '../../contracts/problems.js';
import type { TicketBody, TicketSummaryBody } from '../../contracts/ticket.js';
import type { CommandBodies } from '../../domain/ticket/commands.js';
import type { CityClass, CityUnit } from './city.js';
import type { Connection, HttpAnswer } from './connection.js';
import type { RegistrationBody } from './plan.js';

/** A ticket as one account sees it, with the mark of its version. */
export interface Look {
  readonly ticket: TicketBody;
  readonly etag: string;
}

/** The part of an answer's problem that a caller goes by. */
export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
}

export type Outcome =
  | { readonly ok: true; readonly status: number; readonly body: unknown }
  | { readonly ok: false; readonly problem: Problem };

export interface EventBody {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type LiveBody = TicketBody & { readonly source: 'workflow' | 'projection'; readonly ageSeconds: number | null };

export interface ExplainedRung {
  readonly rung: string;
  readonly at: string;
  readonly firedAt: string | null;
}

/**
 * The hotline's API in the words of this simulation. Each key is an account's; an act may be repeated under its own
 * `once`.
 */
export interface Hotline {
  register(apiKey: string, body: RegistrationBody, once: string): Promise<Outcome>;
  look(apiKey: string, id: string): Promise<Look>;
  command(apiKey: string, id: string, command: string, body: unknown, etag: string, once: string): Promise<Outcome>;
  tell(apiKey: string, id: string, what: 'nudges' | 'supplements', text: string, once: string): Promise<Outcome>;
  /** By the link that the citizen was sent; nobody signs in. */
  rate(link: string, body: CommandBodies['rate'], once: string): Promise<Outcome>;
  units(apiKey: string): Promise<CityUnit[]>;
  classes(apiKey: string): Promise<CityClass[]>;
  list(apiKey: string, cursor: string | null): Promise<{ items: TicketSummaryBody[]; nextCursor: string | null }>;
  /** The one row of the list that has this number. */
  row(apiKey: string, number: string): Promise<TicketSummaryBody | null>;
  live(apiKey: string, id: string): Promise<LiveBody>;
  events(apiKey: string, id: string): Promise<EventBody[]>;
  rungs(apiKey: string, id: string, clock: string): Promise<ExplainedRung[]>;
}

/** A question that should always be answered was not. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  constructor(
    readonly code: string,
    what: string,
  ) {
    super(`${what} was answered with ${code}`);
  }
}

export const newOnce = (): string => randomUUID();
const PAGE = 100;

export function createHotline(connection: Connection): Hotline {
  async function ask(apiKey: string, path: string): Promise<HttpAnswer> {
    const answer = await connection.send({ method: 'GET', path, apiKey }, 'look');
    if (answer.status >= 300)
      throw new Unanswered(problemOf(answer).code, `GET ${path.replace(/[0-9a-f-]{36}/, '{id}')}`);
    return answer;
  }

  async function give(
    apiKey: string | null,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>>,
    kind: 'command' | 'register' = 'command',
  ): Promise<Outcome> {
    const answer = await connection.send({ method: 'POST', path, apiKey, headers, body }, kind);
    return answer.status < 300
      ? { ok: true, status: answer.status, body: answer.body }
      : { ok: false, problem: problemOf(answer) };
  }

  return {
    register: (apiKey, body, once) => give(apiKey, '/tickets', body, { 'Idempotency-Key': once }, 'register'),
    async look(apiKey, id) {
      const { body, headers } = await ask(apiKey, `/tickets/${id}`);
      return { ticket: body as TicketBody, etag: String(headers['etag'] ?? '*') };
    },
    command: (apiKey, id, command, body, etag, once) =>
      give(apiKey, `/tickets/${id}/actions/${command}`, body, { 'If-Match': etag, 'Idempotency-Key': once }),
    tell: (apiKey, id, what, text, once) =>
      give(apiKey, `/tickets/${id}/${what}`, { text }, { 'Idempotency-Key': once }),
    rate: (link, body, once) =>
      give(null, `/ratings/${link.split('/').at(-1) ?? ''}`, body, { 'Idempotency-Key': once }),
    units: async (apiKey) => itemsOf(await ask(apiKey, '/units')),
    classes: async (apiKey) => itemsOf(await ask(apiKey, '/classes')),
    async list(apiKey, cursor) {
      const from = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await ask(apiKey, `/tickets?limit=${PAGE}${from}`);
      return body as { items: TicketSummaryBody[]; nextCursor: string | null };
    },
    async row(apiKey, number) {
      const { body } = await ask(apiKey, `/tickets?limit=1&q=${encodeURIComponent(number)}`);
      return (body as { items: TicketSummaryBody[] }).items.find((item) => item.number === number) ?? null;
    },
    live: async (apiKey, id) => (await ask(apiKey, `/tickets/${id}/live`)).body as LiveBody,
    async events(apiKey, id) {
      const all: EventBody[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const from = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
        const { body } = await ask(apiKey, `/tickets/${id}/events${from}`);
        const page = body as { items: EventBody[]; nextCursor: string | null };
        all.push(...page.items);
        cursor = page.nextCursor;
      }
      return all;
    },
    async rungs(apiKey, id, clock) {
      const { body } = await ask(apiKey, `/tickets/${id}/explain?clock=${encodeURIComponent(clock)}`);
      return (body as { rungs: ExplainedRung[] }).rungs;
    },
  };
}

function itemsOf<T>({ body }: HttpAnswer): T[] {
  return (body as { items: T[] }).items;
}

function problemOf({ status, body }: HttpAnswer): Problem {
  const said = (body ?? {}) as Partial<Problem>;
  return { code: said.code ?? (`http-${status}` as Problem['code']), detail: said.detail ?? '' };
}
