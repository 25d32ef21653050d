import { randomBytes } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { ApplicationFailure } from '@temporalio/common';
import { NO_FACTS } from '../../domain/ticket/commands.js';
import { outboundQueue } from '../../workflows/outbound-messages.js';
import { noticeWorkflowId, NOTICE_WORKFLOW } from '../../workflows/notice/notice-messages.js';
import { nudge as nudgeSignal, TICKET_WORKFLOW } from '../../workflows/ticket/ticket-messages.js';
import * as webhooks from '../../workflows/webhook/webhook-messages.js';
import { officialCalendar, pack } from '../domain/policy/packs.js';
import { eventually } from '../support/eventually.js';
import { cityFacts, handlerOf, people } from '../support/people.js';
import { describeUnlessMissing } from '../support/skip.js';
import { temporalBinary } from '../support/stack/temporal.js';
import { comeAsStranger, type Carried, type Stranger } from '../support/stranger.js';
import { openRealServer, openWorld, type TicketLine, type World } from '../support/workflow-world.js';

const { operator, dispatcher, director } = people;
const water = handlerOf('water');
const PATIENCE_MS = 60_000;
const ACCEPT_SECONDS = 8;

const missing = await temporalBinary().then(
  () => undefined,
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
);

describeUnlessMissing(missing, 'Whoever reaches Temporal without the key', () => {
  let world: World;
  let stranger: Stranger;
  beforeAll(async () => {
    const byTheOffice = pack('default');
    world = await openWorld({
      name: 'strangers',
      server: openRealServer,
      // Else every task is a race between the stranger and a worker that does not know it, and tries again ever later.
      outbound: 'nobody',
      // The accept clock alone is quick, so that a test sees it run out.
      pack: { ...byTheOffice, limits: { ...byTheOffice.limits, accept: { amount: ACCEPT_SECONDS, unit: 'seconds' } } },
      calendar: () => officialCalendar,
    });
    stranger = await comeAsStranger(world.env);
  }, 120_000);
  afterAll(async () => {
    await stranger.close();
    await world.close();
  });

  async function ticketWithUnit(): Promise<TicketLine> {
    const ticket = await world.register();
    await ticket.tell('accept', operator, {});
    await ticket.tell('dispatch', dispatcher, { unit: 'water', reason: '(sealed)' }, { facts: cityFacts });
    return ticket;
  }

  const idOf = (ticket: TicketLine): string => ticket.handle.workflowId;
  const envelope = (body: unknown): unknown => ({
    actor: director,
    body,
    facts: { ...NO_FACTS, ...cityFacts },
    sealed: null,
    expectedVersion: null,
    bodyHash: 'forged',
  });

  /** What the ticket's history holds of a command: sealed, and readable for nobody but copied by anybody. */
  async function commandsIn(ticket: TicketLine): Promise<Record<string, { payload: Payload; updateId: string }>> {
    const { events = [] } = await ticket.handle.fetchHistory();
    const inputs = (events ?? []).flatMap((event) => {
      const { meta, input } = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest ?? {};
      const payload = input?.args?.payloads?.[0];
      return input?.name && payload ? [[input.name, { payload, updateId: meta?.updateId ?? '' }] as const] : [];
    });
    return Object.fromEntries(inputs);
  }

  async function copied(ticket: TicketLine, command: string): Promise<{ payload: Payload; updateId: string }> {
    const found = (await commandsIn(ticket))[command];
    if (!found) throw new Error(`The history holds no ${command}.`);
    return found;
  }

  /** Nothing came of it: the ticket is what it was, and goes on. */
  async function goesOn(ticket: TicketLine, before: unknown): Promise<void> {
    expect(await ticket.state()).toEqual(before);
    const { version } = await ticket.state();
    expect((await ticket.tell('acknowledge', water, {})).version).toBe(version + 1);
    expect(await ticket.state()).toMatchObject({ state: 'inProgress', nudges: { count: 0, supplements: 0 } });
  }

  it.each([
    ['urge', { demand: 'x' }],
    ['withdraw', { reason: 'x' }],
    ['acknowledge', {}],
    ['recordCallback', { outcome: 'reached' }],
  ])('closes, urges and decides nothing in anybody’s name: %s', async (command, body) => {
    const ticket = await ticketWithUnit();
    const before = await ticket.state();
    expect(await stranger.update(idOf(ticket), command, [envelope(body)])).toBe('not-sealed');
    expect(await stranger.update(idOf(ticket), command, [])).toBe('not-sealed');
    await goesOn(ticket, before);
  });

  it('is not heard by a ticket that expects signals', async () => {
    const ticket = await ticketWithUnit();
    const before = await ticket.state();
    const citizen = { id: 'n1', actor: operator, sealed: null };
    const conclusion = { masterId: 'm', kind: 'ended', lead: null, repliedBy: null, reviewedBy: null, repliedAt: null };
    await stranger.signal(idOf(ticket), 'nudge', [citizen]);
    await stranger.signal(idOf(ticket), 'supplement', [citizen]);
    await stranger.signal(idOf(ticket), 'masterConcluded', [conclusion]);
    await stranger.signal(idOf(ticket), 'calendarRevised', [{ version: 'forged' }]);
    await stranger.signal(idOf(ticket), 'followerJoined', []);
    await stranger.signal(idOf(ticket), 'nobodyListensToThis', [citizen]);
    await stranger.signal(idOf(ticket), '__temporal_nobody', [citizen]);
    await goesOn(ticket, before);
    await ticket.handle.signal(nudgeSignal, { id: 'n1', actor: operator, sealed: null });
    await eventually(async () => expect((await ticket.state()).nudges.count).toBe(1), PATIENCE_MS);
  });

  it('gets no answer to a question', async () => {
    const ticket = await ticketWithUnit();
    expect(await stranger.query(idOf(ticket), 'getTicket')).not.toBe('answered');
    expect(await stranger.query(idOf(ticket), 'getLive', ['x'])).not.toBe('answered');
    await goesOn(ticket, await ticket.state());
  });

  it('copies a sealed command from one ticket to another for nothing', async () => {
    const [one, other] = [await ticketWithUnit(), await ticketWithUnit()];
    const before = await other.state();
    await one.tell('acknowledge', water, {});
    const { payload, updateId } = await copied(one, 'acknowledge');
    expect(await stranger.update(idOf(other), 'acknowledge', { payloads: [payload] }, updateId)).toBe('not-for-this');
    await stranger.signal(idOf(other), 'nudge', { payloads: [payload] });
    await goesOn(other, before);
  });

  it('says a sealed command neither as another one nor a second time', async () => {
    const ticket = await ticketWithUnit();
    const before = await ticket.state();
    const { payload, updateId } = await copied(ticket, 'dispatch');
    expect(await stranger.update(idOf(ticket), 'withdraw', { payloads: [payload] }, `${updateId}-2`)).toBe(
      'not-for-this',
    );
    expect(await stranger.update(idOf(ticket), 'dispatch', { payloads: [payload] }, 'another-id')).toBe('not-for-this');
    expect(await stranger.update(idOf(ticket), 'dispatch', { payloads: [payload, payload] }, updateId)).toBe('done');
    await stranger.signal(idOf(ticket), 'supplement', { payloads: [payload] });
    await goesOn(ticket, before);
  });

  it('breaks nothing with payloads that cannot be opened', async () => {
    const ticket = await ticketWithUnit();
    const before = await ticket.state();
    const { payload } = await copied(ticket, 'accept');
    const flipped = Buffer.from(payload.data ?? []);
    flipped[20] = (flipped[20] ?? 0) ^ 1;
    const metadata = payload.metadata ?? {};
    const broken: readonly (readonly [string, Payload])[] = [
      ['not-for-this', { metadata, data: flipped }],
      ['not-for-this', { metadata, data: Buffer.from('x') }],
      ['unknown-key', { metadata: { ...metadata, 'key-id': Buffer.from('k999') }, data: flipped }],
      ['not-sealed', { metadata: { encoding: Buffer.from('json/plain') }, data: randomBytes(64) }],
      ['not-sealed', { metadata: { encoding: randomBytes(9) }, data: randomBytes(64) }],
      ['not-sealed', { data: randomBytes(64) }],
      ['not-sealed', {}],
    ];
    for (const [why, one] of broken) {
      expect([why, await stranger.update(idOf(ticket), 'acknowledge', { payloads: [one] })]).toEqual([why, why]);
      await stranger.signal(idOf(ticket), 'masterConcluded', { payloads: [one] });
    }
    await goesOn(ticket, before);
  });

  it('starts no ticket of its own making', async () => {
    const { handle } = await ticketWithUnit();
    const { events } = await handle.fetchHistory();
    const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    const forged: readonly (readonly [string, Carried])[] = [
      ['not-sealed', [{ ticket: { id: 'x', state: 'closed' }, done: [], continueAfter: null }]],
      ['not-sealed', []],
      ['not-for-this', { payloads: input }],
    ];
    for (const [why, carried] of forged) {
      const id = `ticket-${crypto.randomUUID()}`;
      await stranger.start(id, TICKET_WORKFLOW, carried);
      const ended = await world.client.workflow
        .getHandle(id)
        .result()
        .catch((error: unknown) => error);
      expect(ended).toBeInstanceOf(WorkflowFailedError);
      expect((ended as WorkflowFailedError).cause).toMatchObject({ type: why });
    }
  });

  it('begins no ticket again from what one of its later runs began with', async () => {
    const ticket = await world.register({ continueAfter: 1 });
    await ticket.tell('accept', operator, {});
    let input: Payload[] = [];
    await eventually(async () => {
      const start = (await ticket.handle.fetchHistory()).events?.[0]?.workflowExecutionStartedEventAttributes;
      expect(start?.continuedExecutionRunId).not.toBe('');
      input = start?.input?.payloads ?? [];
    }, PATIENCE_MS);
    await ticket.handle.terminate();
    await stranger.start(idOf(ticket), TICKET_WORKFLOW, { payloads: input });
    await expect(ticket.handle.result()).rejects.toMatchObject({ cause: { type: 'not-for-this' } });
  });

  it('turns no webhook back, and makes it say nothing', async () => {
    const id = crypto.randomUUID();
    const start = { xid: '0', id: '0' };
    const input: webhooks.WebhookInput = { id, cursor: start, late: [], turn: 0, failingSince: null };
    const workflowId = webhooks.webhookWorkflowId(id);
    const handle = await world.client.workflow.start(webhooks.WEBHOOK_WORKFLOW, {
      workflowId,
      taskQueue: 'tickets',
      args: [input],
    });
    const before = await handle.query(webhooks.getWebhook);
    await stranger.signal(workflowId, 'changed', []);
    await stranger.signal(workflowId, 'replay', [start]);
    await stranger.signal(workflowId, 'redeliver', [{ ticketId: 'a', seq: 1, at: start }]);
    expect(await stranger.update(workflowId, 'test', [])).toBe('not-sealed');
    expect(await handle.query(webhooks.getWebhook)).toEqual(before);
    await handle.terminate();
  });

  it('answers for an activity to no effect but its end', async () => {
    const workflowId = `${noticeWorkflowId('email')}-answered`;
    const handle = await world.client.workflow.start(NOTICE_WORKFLOW, {
      workflowId,
      taskQueue: 'tickets',
      args: [{ channel: 'email', paused: false, failures: 0 }],
    });
    await stranger.answerActivity(outboundQueue('tickets'), { due: true });
    const ended = await handle.result().catch((error: unknown) => error);
    expect((ended as WorkflowFailedError).cause).toBeInstanceOf(ApplicationFailure);
    expect((ended as WorkflowFailedError).cause).toMatchObject({ type: 'not-sealed' });
  });

  it('keeps no clock from running out', async () => {
    const ticket = await world.register();
    await stranger.update(idOf(ticket), 'accept', [envelope({})]);
    await stranger.signal(idOf(ticket), 'nudge', { payloads: [{}] });
    await eventually(
      () => expect(world.shown.events(ticket.id).map(({ type }) => type)).toContain('overdue'),
      PATIENCE_MS,
    );
    expect((await ticket.tell('accept', operator, {})).state).toBe('pendingDispatch');
  });
});
