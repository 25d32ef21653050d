import { randomUUID } from 'node:crypto';
import {
  DisclosureDecisionSchema,
  DisclosureParamsSchema,
  DisclosureSchema,
  DisclosuresSchema,
  NewDisclosureSchema,
  type DisclosureBody,
} from '../../contracts/disclosures.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import { isDecidedSo } from '../../domain/decision.js';
import {
  assertMayAsk,
  assertMayDecide,
  DECIDE_WITHIN_MS,
  DECIDERS,
  disclosureState,
  HOLDS_MS,
  type DisclosureRequest,
} from '../../domain/disclosure/disclosure-request.js';
import { decisionNotices } from '../../domain/notice/decision-notices.js';
import type { KeptDisclosure } from '../../storage/disclosure/disclosure-store.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { actorOf, type Account } from '../access/account.js';
import { assertFreshSignIn } from '../access/fresh-sign-in.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { dataKeyOrRefuse } from '../ticket/command.js';
import { shownOf } from '../ticket/disclosed.js';
import { assertVisible } from '../ticket/find-ticket.js';
import { isCallInHand } from './call-in-hand.js';
import { standingOf } from './standing.js';

type DisclosureServices = Pick<Services, 'views' | 'disclosures' | 'reference' | 'workLeases' | 'relaying' | 'now'>;
const defineRoute = routesFor<DisclosureServices>();

type Wanted = Pick<DisclosureRequest, 'fields' | 'purpose'> & { readonly words: string };

const TAG = 'Disclosure';
const DISCLOSURES = '/api/v1/tickets/{id}/disclosures';
/** Besides who asked and who decides. */
const AUDITS = ['auditor', 'director'];

const askForDisclosure = defineRoute({
  method: 'post',
  path: DISCLOSURES,
  operationId: 'askForDisclosure',
  tag: TAG,
  summary: 'Ask to be shown what the ticket keeps back',
  description:
    'Of an ordinary ticket it is granted at once. Of a protected one another person in another position decides within a day: 202 until then. A grant holds for fifteen minutes, for the page, the live view and the events of this ticket, and ends with the next dispatch. What is asked again while it waits or holds is the same request. Every look is written down with the purpose. Where there is a telephone platform, who asks for the telephone to call or to visit is given a number that leads to the citizen, `relay`, instead of their own. Who asks has signed in within the last quarter of an hour, or asks for the number alone of a citizen whom `POST /inbox/next` has given them to call.',
  permission: 'account',
  params: TicketParamsSchema,
  body: NewDisclosureSchema,
  responses: {
    201: { description: 'Granted.', schema: DisclosureSchema },
    202: { description: 'Somebody else decides.', schema: DisclosureSchema },
  },
  problems: ['ticket-not-found', 'disclosure-needless', 'sign-in-too-old', 'relay-unavailable'],
  missing: 'ticket-not-found',
  async handler({ params, body, account }, services): Promise<RouteResponse> {
    const { views, disclosures, workLeases, now } = services;
    const ticket = assertVisible(await views.find(params.id), account);
    const { fields, purpose } = body;
    const inHand = await isCallInHand(body, ticket, account, { workLeases, now: now() });
    if (!inHand) assertFreshSignIn(account, now());
    assertMayAsk(account.role, purpose, fields, shownOf(ticket, account));
    const dataKey = dataKeyOrRefuse(ticket);
    const at = now();
    const before = (await disclosures.ofTicket(ticket.state.id, dataKey)).find(
      (one) =>
        one.askedBy.id === account.id &&
        one.purpose === purpose &&
        one.fields.length === fields.length &&
        fields.every((field) => one.fields.includes(field)) &&
        ['waiting', 'holds'].includes(disclosureState(one, standingOf(ticket), at)),
    );
    const request = before ?? (await added(services, ticket, asked(ticket, account, body, at), dataKey));
    const shown = presentDisclosure(request, ticket, account, at);
    return { status: shown.state === 'holds' ? 201 : 202, body: shown };
  },
});

const listDisclosures = defineRoute({
  method: 'get',
  path: DISCLOSURES,
  operationId: 'listDisclosures',
  tag: TAG,
  summary: 'Who asked to be shown what of this ticket, newest first',
  description: 'Those who decide and those who audit read all, everybody else what they asked for themselves.',
  permission: 'account',
  params: TicketParamsSchema,
  responses: { 200: { description: 'The requests, the newest two hundred.', schema: DisclosuresSchema } },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, account }, { views, disclosures, now }) {
    const ticket = assertVisible(await views.find(params.id), account);
    const all = await disclosures.ofTicket(ticket.state.id, ticket.dataKey);
    const at = now();
    const items = all.filter((one) => mayRead(account, one)).map((one) => presentDisclosure(one, ticket, account, at));
    return { status: 200, body: { items } };
  },
});

const decideDisclosure = defineRoute({
  method: 'post',
  path: `${DISCLOSURES}/{disclosure}/decision`,
  operationId: 'decideDisclosure',
  tag: TAG,
  summary: 'Grant or deny what somebody else asked to be shown',
  description:
    'By a supervisor, duty manager or director who is another person than the one who asked, in another position. What was decided so by the same person is answered again.',
  permission: DECIDERS,
  params: DisclosureParamsSchema,
  body: DisclosureDecisionSchema,
  responses: { 200: { description: 'Decided.', schema: DisclosureSchema } },
  problems: [
    ...(['ticket-not-found', 'disclosure-not-found', 'disclosure-over', 'separation-of-duties'] as const),
    ...(['sign-in-too-old', 'relay-unavailable'] as const),
  ],
  missing: 'disclosure-not-found',
  async handler({ params, body: { grant }, account }, services) {
    const { disclosures, relaying, now } = services;
    assertFreshSignIn(account, now());
    const { ticket, request } = await foundFor(services, params, account);
    const at = now();
    const again = isDecidedSo(request, account, grant);
    if (!again) {
      assertMayDecide(request, disclosureState(request, standingOf(ticket), at), account);
      const holdsUntil = grant ? new Date(at.getTime() + HOLDS_MS) : null;
      const relay = holdsUntil && (await relaying.numberFor(request, ticket.citizen, holdsUntil));
      const decision = { by: actorOf(account), granted: grant, at, holdsUntil, relay };
      await disclosures.decide(request.id, decision, dataKeyOrRefuse(ticket));
    }
    const after = (await foundFor(services, params, account)).request;
    if (!isDecidedSo(after, account, grant)) {
      throw new ApiProblem('disclosure-over', 'Somebody else was faster: this request is decided or withdrawn.');
    }
    return { status: 200, body: presentDisclosure(after, ticket, account, at) };
  },
});

const withdrawDisclosure = defineRoute({
  method: 'post',
  path: `${DISCLOSURES}/{disclosure}/withdrawal`,
  operationId: 'withdrawDisclosure',
  tag: TAG,
  summary: 'Take a request or a grant back',
  description:
    'By who asked, and by who decides. It ends at once, in every process, and the telephone platform is told. A second time changes nothing.',
  permission: 'account',
  params: DisclosureParamsSchema,
  responses: { 200: { description: 'Withdrawn.', schema: DisclosureSchema } },
  problems: ['ticket-not-found', 'disclosure-not-found'],
  missing: 'disclosure-not-found',
  async handler({ params, account }, services) {
    const { disclosures, relaying, now } = services;
    const { ticket, request } = await foundFor(services, params, account);
    const at = now();
    await disclosures.withdraw(request.id, account.id, at);
    if (request.relayed) await relaying.end(request.id);
    const after = (await foundFor(services, params, account)).request;
    return { status: 200, body: presentDisclosure(after, ticket, account, at) };
  },
});

/** What somebody may not read is not there for them. */
async function foundFor(
  { views, disclosures }: Pick<DisclosureServices, 'views' | 'disclosures'>,
  params: { readonly id: string; readonly disclosure: string },
  account: Account,
): Promise<{ ticket: StoredTicket; request: KeptDisclosure }> {
  const ticket = assertVisible(await views.find(params.id), account);
  const request = await disclosures.find(ticket.state.id, params.disclosure, ticket.dataKey);
  if (!request || !mayRead(account, request)) {
    throw new ApiProblem('disclosure-not-found', 'This ticket has no request with this id that you may see.');
  }
  return { ticket, request };
}

function mayRead({ id, role }: Account, { askedBy }: DisclosureRequest): boolean {
  return askedBy.id === id || DECIDERS.includes(role) || AUDITS.includes(role);
}

/** An ordinary ticket needs nobody else: its request is granted as it is asked. */
function asked(
  ticket: StoredTicket,
  account: Account,
  { fields, purpose, words }: Wanted,
  at: Date,
): DisclosureRequest & Wanted {
  const { level, hop, lead } = standingOf(ticket);
  const atOnce = level === 'open';
  return {
    ...{ fields, purpose, words },
    id: randomUUID(),
    ticket: ticket.state.id,
    ...{ level, hop, lead: lead?.id ?? null },
    askedAt: at,
    askedBy: actorOf(account),
    decideUntil: new Date(at.getTime() + DECIDE_WITHIN_MS),
    decidedAt: atOnce ? at : null,
    decidedBy: null,
    granted: atOnce ? true : null,
    holdsUntil: atOnce ? new Date(at.getTime() + HOLDS_MS) : null,
    withdrawnAt: null,
    relayed: false,
  };
}

/** Keeps a new request: with the number if it is granted at once, and else telling those who decide. */
async function added(
  { disclosures, reference, relaying }: DisclosureServices,
  ticket: StoredTicket,
  wanted: DisclosureRequest & Wanted,
  dataKey: Buffer,
): Promise<KeptDisclosure> {
  const { holdsUntil } = wanted;
  const { contacts } = await reference.current();
  const told = holdsUntil === null ? decisionNotices('disclosureWaiting', wanted, ticket.state.number, contacts) : [];
  const relay = holdsUntil && (await relaying.numberFor(wanted, ticket.citizen, holdsUntil));
  const request = { ...wanted, relay, relayed: relay !== null };
  await disclosures.add(request, dataKey, told);
  return request;
}

/** The number that leads to the citizen is for who asked, and for nobody who decides or audits. */
function presentDisclosure(request: KeptDisclosure, ticket: StoredTicket, viewer: Account, now: Date): DisclosureBody {
  const { id, fields, purpose, words, askedBy, askedAt, decideUntil, decidedBy, decidedAt, holdsUntil } = request;
  const state = disclosureState(request, standingOf(ticket), now);
  return {
    ...{ id, purpose, words, askedBy, decidedBy, state, ticket: request.ticket, fields: [...fields] },
    relay: state === 'holds' && viewer.id === askedBy.id ? request.relay : null,
    askedAt: chinaTime(askedAt),
    decideUntil: chinaTime(decideUntil),
    decidedAt: chinaTimeOrNull(decidedAt),
    until: chinaTimeOrNull(holdsUntil),
  };
}

export const disclosureRoutes: readonly Route<DisclosureServices>[] = [
  askForDisclosure,
  listDisclosures,
  decideDisclosure,
  withdrawDisclosure,
];
