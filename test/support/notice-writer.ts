import { createTicketActivities, type RecordedStep } from '../../activities/ticket/ticket-activities.js';
import { noticeRows } from '../../domain/notice/notice-rows.js';
import { fireDue } from '../../domain/ticket/firing.js';
import type { Clock, TicketEvent, TicketState } from '../../domain/ticket/ticket.js';
import { chain } from '../../storage/event/event-chain.js';
import { createProjection } from '../../storage/ticket/projection.js';
import { createReferenceData, type ReferenceData } from '../../storage/reference/reference-data.js';
import { createSealing, sealJson } from '../../storage/secrets/sealing.js';
import { createTicketStore } from '../../storage/ticket/ticket-store.js';
import { aLifeIn } from './lives.js';
import { MASTER_KEY } from './notices.js';
import type { TestDatabase } from './test-database.js';
import { aTicket, unit } from './tickets.js';

/** Tickets whose steps cause notices, written as the worker and the API write them. */
export interface NoticeWriter {
  readonly reference: ReferenceData;
  /**
   * So many tickets, shared out among these units, whose handling clock reminds at this instant. Answers with their
   * numbers.
   */
  remind(count: number, at: string, units: readonly string[]): Promise<string[]>;
  /** Registers a ticket, whose citizen is told. */
  tellCitizen(
    type: 'registered',
    at: string,
    citizen?: { phone: string | null },
  ): Promise<{ id: string; number: string }>;
  repeatLastStep(): Promise<void>;
  /** As when a worker died between writing a step and making it durable, and something else came first then. */
  replaceLastStep(type: string): Promise<void>;
}

const NO_WORDS = { keyId: '', words: [] };

export async function writesNotices(database: TestDatabase): Promise<NoticeWriter> {
  const store = createTicketStore(database.pool);
  const sealing = createSealing(MASTER_KEY);
  const reference = createReferenceData(database.pool, Date.now);
  const { record } = createTicketActivities({
    reference,
    projection: createProjection(database.pool),
  });
  const held = aLifeIn('inProgress').ticket;
  let count = 0;
  let last: RecordedStep | null = null;
  await reference.refresh();

  async function register(ticket: TicketState, phone: string | null, withNotices: boolean): Promise<void> {
    const event = { ...FIRST, at: ticket.registeredAt };
    const { dataKey, wrappedKey } = sealing.newDataKey(ticket.id);
    const [sealed] = chain(ticket, [event]);
    const citizen = { name: null, phone, identity: phone === null ? 'anonymous' : 'open' };
    const { contacts } = await reference.current();
    await store.register({
      ...{ state: ticket, event: sealed!, wrappedKey, areaPath: [], searchWords: NO_WORDS, publishable: false },
      citizenSealed: sealJson(dataKey, citizen, `citizen:${ticket.id}`),
      contentSealed: sealJson(dataKey, {}, `content:${ticket.id}`),
      citizenTold: phone !== null,
      notices: withNotices ? noticeRows([event], ticket, contacts) : [],
      answer: {
        ...{ actorId: 'test', key: ticket.id, bodyHash: '', ticketId: ticket.id, status: 201 },
        response: Buffer.from('-'),
      },
    });
  }

  function numbered(ticket: TicketState): TicketState {
    count += 1;
    return { ...ticket, id: store.newId(), number: `20260922-${String(count).padStart(6, '0')}` };
  }

  return {
    reference,
    async remind(many, at, units) {
      const made = Array.from({ length: many }, (_, n) =>
        numbered({ ...held, lead: unit(units[n % units.length] ?? ''), clocks: [reminding(at)] }),
      );
      for (const ticket of made) {
        await register(ticket, null, false);
        const step = fireDue(ticket, at);
        if (!step) throw new Error('The reminder did not fire.');
        last = { ...step, pinPack: false, touched: [] };
        await record(last);
      }
      return made.map(({ number }) => number);
    },
    async tellCitizen(_type, at, { phone } = { phone: '+8613800001234' }) {
      const ticket = numbered(aTicket({ at }));
      await register(ticket, phone, true);
      return { id: ticket.id, number: ticket.number };
    },
    async repeatLastStep() {
      if (last) await record(last);
    },
    async replaceLastStep(type) {
      if (last) await record({ ...last, events: last.events.map((event) => ({ ...event, type })) });
    },
  };
}

const FIRST: Omit<TicketEvent, 'at'> = {
  ...{ seq: 1, type: 'registered', from: 'registered', to: 'registered', data: {}, sealed: null },
  actor: { id: 'test', role: 'operator', unit: 'hotline' },
};

function reminding(at: string): Clock {
  return {
    ...{ id: 'handle.9', key: 'handle', ref: null, round: 1, state: 'running', startedAt: at, limit: null, rule: '' },
    ...{ dueAt: '2026-09-29T02:00:00.000Z', provisional: false, satisfiedAt: null, satisfiedBy: null, heldAt: null },
    ...{ overdueAt: null, amendments: [] },
    rungs: [{ rung: 'blue75', at, effect: 'remind', addressee: 'handler', firedAt: null }],
  };
}
