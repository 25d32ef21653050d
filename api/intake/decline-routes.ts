import type { z } from 'zod';
import {
  DeclineCheckSchema,
  DeclineFiguresQuerySchema,
  DeclineFiguresSchema,
  DeclineSampleQuerySchema,
  DeclineSampleSchema,
  MOST_DECLINE_DAYS,
  SampledDeclineSchema,
} from '../../contracts/declines.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import { chinaDate, inChina } from '../../domain/calendar/china-time.js';
import { DAY_MS, formatLocalDate } from '../../domain/calendar/civil-time.js';
import { assertMayCheck, DECLINE_CHECKERS, drawnOf, mondayOf } from '../../domain/intake/decline-sample.js';
import { redactedText } from '../../domain/intake/personal-words.js';
import { DECLINE_CODES } from '../../domain/ticket/vocabulary.js';
import type { Declined, DeclineCheck } from '../../storage/intake/decline-store.js';
import { actorOf, type Account } from '../access/account.js';
import { dayRange } from '../http/day-range.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import { chinaTime } from '../http/time.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';

type DeclineServices = Pick<Services, 'declines' | 'now'>;
const defineRoute = routesFor<DeclineServices>();
const TAG = 'Supervision';
const WEEK_DAYS = 7;

const getSample = defineRoute({
  method: 'get',
  path: '/api/v1/decline-samples',
  operationId: 'getDeclineSample',
  tag: TAG,
  summary: 'What was declined in a week and is looked at by a second person',
  description:
    'A twentieth of the week, and at least one, drawn by the week and the tickets alone: nobody chooses it, and it comes out the same each time. A week is drawn when it is over. What was said of it is with the ticket, as far as you may read that.',
  permission: [...DECLINE_CHECKERS, 'auditor'],
  query: DeclineSampleQuerySchema,
  responses: { 200: { description: 'The sample.', schema: DeclineSampleSchema } },
  async handler({ query: { week }, account }, { declines, now }) {
    const thisWeek = mondayOf(chinaDate(now()));
    const monday = week === undefined ? thisWeek - WEEK_DAYS : mondayOf(week);
    if (monday >= thisWeek) throw invalidField('?week', 'invalid', 'A week is drawn when it is over.');
    const { all, drawn } = await sampleOf(declines, monday);
    const checks = new Map((await declines.checks(drawn.map(({ ticket }) => ticket))).map((one) => [one.ticket, one]));
    const items = drawn.map((one) => presented(one, checks.get(one.ticket) ?? null, account));
    return { status: 200, body: { week: formatLocalDate(monday), declined: all.length, items } };
  },
});

const checkDecline = defineRoute({
  method: 'put',
  path: '/api/v1/decline-samples/{id}',
  operationId: 'checkDecline',
  tag: TAG,
  summary: 'Say whether it was right to decline',
  description:
    'By another person than who declined, of a ticket that was drawn. What is said stands, without words that name somebody, and may be sent twice. A wrong one is not undone by it: reopen the ticket, or grant its appeal.',
  permission: DECLINE_CHECKERS,
  params: TicketParamsSchema,
  missing: 'ticket-not-found',
  body: DeclineCheckSchema,
  responses: { 200: { description: 'Said, now or before.', schema: SampledDeclineSchema } },
  problems: [
    ...(['ticket-not-found', 'separation-of-duties', 'illegal-transition'] as const),
    ...(['reason-required', 'actor-not-allowed'] as const),
  ],
  async handler({ params: { id }, body: { verdict, reason: said }, account }, { declines, now }) {
    const body = { verdict, reason: said === null ? null : redactedText(said) };
    const found = await declines.declineOf(id);
    if (found === null || !(await isDrawn(declines, found, now())))
      throw new ApiProblem('ticket-not-found', 'This ticket was not drawn.');
    const [before] = await declines.checks([id]);
    const isSame = before?.by.id === account.id && before.verdict === body.verdict && before.reason === body.reason;
    if (!isSame) assertMayCheck({ declinedBy: found.declinedBy, checked: before !== undefined }, account, body);
    const check = before ?? (await declines.check({ ticket: id, ...body, by: actorOf(account), at: now() }));
    // Somebody was faster, in the same instant.
    if (check.by.id !== account.id)
      throw new ApiProblem('illegal-transition', 'Somebody has looked at this decline already.');
    return { status: 200, body: presented(found, check, account) };
  },
});

const getFigures = defineRoute({
  method: 'get',
  path: '/api/v1/stats/declines',
  operationId: 'getDeclineFigures',
  tag: TAG,
  summary: 'How much each operator declines, why, and what a second person says of it',
  description: 'No ticket is named, and nothing personal is counted by.',
  permission: ['supervisor', ...DECLINE_CHECKERS, 'auditor'],
  query: DeclineFiguresQuerySchema,
  responses: { 200: { description: 'The figures.', schema: DeclineFiguresSchema } },
  async handler({ query }, { declines }) {
    const { begin, before } = dayRange(query, MOST_DECLINE_DAYS);
    const operators = await declines.byOperator(begin, before);
    return {
      status: 200,
      body: {
        operators: operators.map(({ codes, ...one }) => ({
          ...one,
          codes: DECLINE_CODES.map((code) => ({ code, count: codes[code] ?? 0 }))
            .filter(({ count }) => count > 0)
            .sort((a, b) => b.count - a.count),
        })),
      },
    };
  },
});

async function sampleOf(
  declines: Services['declines'],
  monday: number,
): Promise<{ readonly all: Declined[]; readonly drawn: Declined[] }> {
  const date = formatLocalDate(monday);
  const begin = inChina(date);
  const all = await declines.declined(begin, new Date(begin.getTime() + WEEK_DAYS * DAY_MS));
  return { all, drawn: drawnOf(all, date) };
}

async function isDrawn(declines: Services['declines'], { ticket, declinedAt }: Declined, now: Date): Promise<boolean> {
  const monday = mondayOf(chinaDate(declinedAt));
  if (monday >= mondayOf(chinaDate(now))) return false;
  return (await sampleOf(declines, monday)).drawn.some((one) => one.ticket === ticket);
}

function presented(
  { ticket, number, code, declinedBy, declinedAt }: Declined,
  check: DeclineCheck | null,
  account: Account,
): z.input<typeof SampledDeclineSchema> {
  const isChecker = DECLINE_CHECKERS.some((role) => role === account.role);
  return {
    ...{ ticket: { id: ticket, number }, code, declinedBy, declinedAt: chinaTime(declinedAt) },
    check: check && { verdict: check.verdict, reason: check.reason, by: check.by, at: chinaTime(check.at) },
    mayCheck: isChecker && check === null && declinedBy !== account.id,
  };
}

export const declineRoutes: readonly Route<DeclineServices>[] = [getSample, checkDecline, getFigures];
