import type { z } from 'zod';
import {
  ExplainQuerySchema,
  ExplanationSchema,
  WhatIfAnswerSchema,
  WhatIfSchema,
  type WhatIfBody,
} from '../../contracts/explanation.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import { parseCalendarYear } from '../../domain/calendar/calendar-year.js';
import type { WorkingCalendar } from '../../domain/calendar/types.js';
import { explainClock } from '../../domain/ticket/explain.js';
import type { Clock, TicketState } from '../../domain/ticket/ticket.js';
import { whatIf, yearsWithDays, type Proposal } from '../../domain/ticket/what-if.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { presentExplanation, presentWhatIf } from './explanation-presenter.js';
import { assertVisible } from './find-ticket.js';

type ExplainServices = Pick<Services, 'views' | 'reference' | 'now'>;
const defineRoute = routesFor<ExplainServices>();

const TAG = 'Tickets';
const PATH = '/api/v1/tickets/{id}/explain';

const explainTicket = defineRoute({
  method: 'get',
  path: PATH,
  operationId: 'explainTicketClock',
  tag: TAG,
  summary: 'Why is it due then?',
  description: 'Every working interval, suspension and extension that makes the date of a clock.',
  permission: 'account',
  params: TicketParamsSchema,
  query: ExplainQuerySchema,
  responses: { 200: { description: 'The date, step by step.', schema: ExplanationSchema } },
  problems: ['ticket-not-found', 'clock-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, query, account }, { views, reference }) {
    const { state } = assertVisible(await views.find(params.id), account);
    const clock = clockNamed(state.clocks, query.clock);
    const calendar = (await reference.current()).calendarFor(state.lead?.path ?? []);
    return { status: 200, body: presentExplanation(explainClock(calendar, clock)) };
  },
});

const whatIfTicket = defineRoute({
  method: 'post',
  path: PATH,
  operationId: 'askWhatIf',
  tag: TAG,
  summary: 'When would it be due, if …?',
  description:
    'One proposal: an extension, a suspension, or another calendar. Answers the dates before and after, what the clock would do at another time, and whether the policy pack allows it. Nothing is done.',
  permission: 'account',
  scope: 'read',
  params: TicketParamsSchema,
  body: WhatIfSchema,
  responses: { 200: { description: 'Before and after.', schema: WhatIfAnswerSchema } },
  problems: ['ticket-not-found', 'clock-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, body, account }, { views, reference, now }) {
    const { state } = assertVisible(await views.find(params.id), account);
    const clock = clockNamed(state.clocks, body.clock);
    const snapshot = await reference.current();
    const calendar = snapshot.calendarFor(state.lead?.path ?? []);
    const at = now();
    const found = whatIf(packOf(state, snapshot), calendar, state, proposalIn(body, calendar, at), at.toISOString());
    return { status: 200, body: presentWhatIf(state, calendar, clock, found) };
  },
});

/** By id, or the newest of a key; unasked, the handle clock if there is one, else the newest of all. */
function clockNamed(clocks: readonly Clock[], name: string | undefined): Clock {
  const clock =
    name === undefined
      ? (clocks.findLast(({ key }) => key === 'handle') ?? clocks.at(-1))
      : clocks.findLast(({ id, key }) => id === name || key === name);
  if (!clock)
    throw new ApiProblem('clock-not-found', 'This ticket has no such clock. Its `clocks` lists those that it has.');
  return clock;
}

function packOf({ pack: { code, version } }: TicketState, snapshot: ReferenceSnapshot) {
  const pack = snapshot.pack(code, version);
  if (!pack) throw new Error(`The policy pack ${code}@${version} is pinned by a ticket but not in the database.`);
  return pack;
}

/** Longer than any suspension, and near enough for every calendar. */
const FARTHEST_MS = 10 * 366 * 86_400_000;

function proposalIn(body: z.output<typeof WhatIfSchema>, calendar: WorkingCalendar, now: Date): Proposal {
  if (body.extension) return { kind: 'extension', workingDays: body.extension.workingDays };
  if (body.suspension) return suspensionIn(body.suspension, now);
  if (body.calendar) return { kind: 'calendar', years: yearsWithDays(calendar, body.calendar.days) };
  try {
    return { kind: 'calendar', years: [parseCalendarYear(body.calendarYear)] };
  } catch (error) {
    throw invalidField('/calendarYear', 'invalid', error instanceof Error ? error.message : 'Not a calendar year.');
  }
}

function suspensionIn({ from, until }: NonNullable<WhatIfBody['suspension']>, now: Date): Proposal {
  const begins = from === undefined ? now.getTime() : Date.parse(from);
  if (begins < now.getTime()) {
    throw invalidField('/suspension/from', 'invalid', 'A suspension begins now or later. Leave `from` out for now.');
  }
  if (Date.parse(until) <= begins) {
    throw invalidField('/suspension/until', 'invalid', 'A suspension ends after it begins. Name a later `until`.');
  }
  if (Date.parse(until) - now.getTime() > FARTHEST_MS) {
    throw invalidField('/suspension/until', 'invalid', 'That is more than ten years away. Name an earlier `until`.');
  }
  return {
    kind: 'suspension',
    from: from === undefined ? null : new Date(begins).toISOString(),
    until: new Date(until).toISOString(),
  };
}

export const explainRoutes: readonly Route<ExplainServices>[] = [explainTicket, whatIfTicket];
