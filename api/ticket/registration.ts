import type { NewTicket } from '../../contracts/ticket.js';
import { protectedMattersIn } from '../../domain/intake/protected-matters.js';
import { dateClocks, withClocks, type DueTogether } from '../../domain/ticket/dating.js';
import { protectionOf } from '../../domain/ticket/protection.js';
import { registered } from '../../domain/ticket/registration.js';
import { saysItself } from '../../domain/notice/citizen-notices.js';
import { noticeRows } from '../../domain/notice/notice-rows.js';
import type { TicketEvent, TicketState } from '../../domain/ticket/ticket.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { chain, type SealedEvent } from '../../storage/event/event-chain.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { sealJson } from '../../storage/secrets/sealing.js';
import {
  redactedAtIntake,
  type Citizen,
  type Content,
  type PublishedContent,
} from '../../storage/ticket/stored-ticket.js';
import { whileNamed, type NamingServices } from '../attachment/naming.js';
import { etagOf } from '../http/etag.js';
import { bodyHashOf, onceId, replayed, sealedAnswer } from '../idempotency/idempotency.js';
import { invalidField } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import type { Services } from '../services.js';
import { actorOf, type Account } from '../access/account.js';
import { classFactsFor, unitFactsFor } from './facts.js';
import { isReached } from './reached.js';
import { normalisedPhone } from './phone.js';
import { presentTicket, type Presentable, type Proofs } from './ticket-presenter.js';
import { soleViewer } from './viewer.js';

const RETRY_AFTER_SECONDS = '5';

/** What accepting a ticket takes. */
export type RegistrationServices = Proofs &
  NamingServices &
  Pick<
    Services,
    'store' | 'sealing' | 'keyedWords' | 'gateway' | 'reference' | 'dueTogether' | 'confirmStarted' | 'now'
  >;

/** What a channel knows of a ticket beyond what every ticket has. */
export interface ChannelExtras {
  readonly email?: string | null;
  /** Absent: nobody was told that it would be public. */
  readonly published?: PublishedContent;
  /** Of the files that came with it, whose ids are new each time. */
  readonly files?: readonly string[];
  /** Invented for the demonstration city. No route says this. */
  readonly demonstration?: true;
}

/** Who registers, and what is shown of it to whom: an account, or a citizen on a page. */
export interface Registrar {
  /** Whose keys and answers these are. */
  readonly id: string;
  readonly actor: Actor;
  /** Whose files the ticket names. */
  readonly sender: Actor;
  readonly shown: (ticket: Presentable, reference: ReferenceSnapshot, now: Date) => unknown;
}

export function asAccount(services: Proofs, account: Account): Registrar {
  const actor = actorOf(account);
  return {
    ...{ id: account.id, actor, sender: actor },
    shown: (ticket, reference, now) => presentTicket(ticket, soleViewer(account), reference, services, now),
  };
}

/** What is the same when it is sent again. */
function hashedOf(body: NewTicket, extras: ChannelExtras | undefined): unknown {
  if (!extras) return body;
  const { attachments: _sentAgain, ...same } = body;
  return [same, extras];
}

/**
 * Accepts a ticket: PostgreSQL has it before the engine is asked, so a caller who is told a number never calls in vain.
 * While the engine is away the answer is 202, and the sweeper starts the workflow later.
 */
export async function registerTicket(
  services: RegistrationServices,
  body: NewTicket,
  by: Registrar,
  key: string | null,
  extras?: ChannelExtras,
): Promise<RouteResponse> {
  const { store, sealing, gateway } = services;
  const now = services.now();
  const bodyHash = bodyHashOf('register', hashedOf(body, extras));
  const [reference, before, number] = await Promise.all([
    services.reference.current(),
    key === null ? null : store.storedResponse(by.id, key),
    store.nextNumber(now.toISOString()),
  ]);
  if (before) return replayed(services, before, bodyHash);

  const citizen = { ...citizenOf(body), ...(extras?.email !== undefined && { email: extras.email }) };
  const { state, event } = firstStep(body, by.actor, reference, {
    id: store.newId(),
    number,
    at: now.toISOString(),
    together: services.dueTogether,
    ...(extras?.demonstration && { demonstration: true }),
  });
  const protection = protectionOf(state);
  const content: Content = {
    title: body.title,
    text: body.text,
    address: body.address,
    occurredAt: body.occurredAt ?? null,
    ...(protection !== 'open' && { redacted: redactedAtIntake(body) }),
    ...(extras?.published && { published: extras.published }),
  };
  const { dataKey, wrappedKey } = sealing.newDataKey(state.id);
  const answer: RouteResponse = {
    status: 201,
    headers: { Location: `/api/v1/tickets/${state.id}`, ETag: etagOf(state.version) },
    body: by.shown({ state, updatedAt: now, citizen, content, redaction: null, linkGeneration: 0 }, reference, now),
  };
  const reached = isReached(citizen);
  // Without a key of the caller's the ledger gets a random one, which nobody will ever send.
  const ledgerKey = key ?? onceId(by.id, null);
  const files = {
    ids: body.attachments ?? [],
    sender: by.sender,
    owner: { ticketId: state.id, dataKey },
  };
  const row = {
    state,
    event,
    wrappedKey,
    citizenSealed: sealJson(dataKey, citizen, `citizen:${state.id}`),
    contentSealed: sealJson(dataKey, content, `content:${state.id}`),
    areaPath: areaPathFor(body.address.area, reference),
    publishable:
      (extras?.published !== undefined || body.publish === true) &&
      protection === 'open' &&
      state.protectedMatters.length === 0,
    searchWords: services.keyedWords.ofTicket(content, citizen),
    citizenTold: reached && saysItself(state, event.actor),
    receipt: reached,
    notices: reached ? noticeRows([event], state, reference.contacts) : [],
    answer: sealedAnswer(services, { actorId: by.id, key: ledgerKey, bodyHash, ticketId: state.id }, answer),
  };
  const won = await whileNamed(services, files, () => store.register(row), Boolean);
  if (!won) {
    const kept = await store.storedResponse(by.id, ledgerKey);
    if (!kept)
      throw new Error('An Idempotency-Key was taken, and its answer is gone. The ledger was cleared meanwhile.');
    return replayed(services, kept, bodyHash);
  }
  try {
    await gateway.start(state);
    services.confirmStarted(state.id);
    return answer;
  } catch {
    // Whatever the engine's trouble is, the ticket is accepted and kept; the sweeper tries again, and logs.
    await store.replaceStatus(by.id, ledgerKey, 202);
    return { ...answer, status: 202, headers: { ...answer.headers, 'Retry-After': RETRY_AFTER_SECONDS } };
  }
}

function citizenOf({ citizen }: NewTicket): Citizen {
  const { name, phone, identity } = citizen;
  if (phone == null) return { name: name ?? null, phone: null, identity };
  const normalised = normalisedPhone(phone);
  if (normalised === null) {
    throw invalidField(
      '/citizen/phone',
      'wrong-format',
      'This is no telephone number of China, nor an international one.',
    );
  }
  return { name: name ?? null, phone: normalised, identity };
}

/** Where the matter is, in the tree of units: a district, a township, a community or a cell of the grid. */
export function areaPathFor(area: string | undefined, reference: ReferenceSnapshot): readonly string[] {
  if (area === undefined) return [];
  const unit = reference.units.get(area);
  if (!unit) throw invalidField('/address/area', 'invalid', `There is no unit ${area} in the tree.`);
  return unit.path;
}

function firstStep(
  body: NewTicket,
  actor: Actor,
  reference: ReferenceSnapshot,
  named: { id: string; number: string; at: string; together: DueTogether; demonstration?: true },
): { state: TicketState; event: SealedEvent } {
  const { channel, type, urgency, classCode, replyWanted, accusedUnit, noneNamed } = body;
  if (accusedUnit !== undefined && noneNamed) {
    const message = 'Name the unit that it is about, or say that none is named, and not both.';
    throw invalidField('/noneNamed', 'invalid', message);
  }
  if (accusedUnit !== undefined) unitFactsFor([accusedUnit], reference);
  const calendar = reference.calendarFor([]);
  const pack = reference.selectPack({ at: named.at, unitPath: [], channel });
  const step = registered(
    {
      id: named.id,
      number: named.number,
      channel,
      type,
      urgency,
      classCode: classCode ?? null,
      classFacts: classCode === undefined ? null : classFactsFor(classCode, reference),
      replyWanted,
      protectedMatters: protectedMattersIn(body.title, body.text),
      identity: body.citizen.identity,
      accusedUnit: accusedUnit ?? null,
      ...(noneNamed && { noneNamed }),
      ...(body.attachments && { attachments: body.attachments }),
      ...(named.demonstration && { demonstration: true }),
      calendarVersion: calendar.version,
    },
    pack,
    actor,
    named.at,
  );
  const dated = withClocks(step.ticket, dateClocks(pack, calendar, step.ticket, [step.dating], named.together));
  const event = onlyOne(chain(dated, [step.event satisfies TicketEvent]));
  return { state: { ...dated, lastHash: event.hash }, event };
}

function onlyOne<T>([only]: readonly T[]): T {
  if (only === undefined) throw new Error('There is nothing where one thing was made.');
  return only;
}
