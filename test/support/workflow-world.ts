import { join } from 'node:path';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { chain } from '../../storage/event/event-chain.js';
import type { RecordedAnswer, RecordedStep } from '../../activities/ticket/ticket-activities.js';
import { createTicketActivities } from '../../activities/ticket/ticket-activities.js';
import { forWorkflows, sealedClient } from '../../codec/data-converter.js';
import type { WorkingCalendar } from '../../domain/calendar/types.js';
import type { PolicyPack } from '../../domain/policy/types.js';
import type { Command, CommandBodies, Facts } from '../../domain/ticket/commands.js';
import { NO_FACTS } from '../../domain/ticket/commands.js';
import { dateClocks, type DueTogether } from '../../domain/ticket/dating.js';
import type { Registration } from '../../domain/ticket/registration.js';
import { registered } from '../../domain/ticket/registration.js';
import type { TicketState, UntoldFollowers } from '../../domain/ticket/ticket.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import type { ReferenceData, ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { temporalBinary } from './stack/temporal.js';
import { timeSkippingServer as obtainedServer } from './stack/time-skipping.js';
import { startRealServer, startTimeSkippingServer } from './stack/workflow-servers.js';
import { recordHistories } from './histories.js';
import { memoryProjection, type Shown, type TicketProjection } from './memory-projection.js';
import { createOutboundWorker } from '../../worker/create-outbound-worker.js';
import { createTicketWorker } from '../../worker/create-worker.js';
import { createTellingFollowers } from '../../worker/telling-followers.js';
import type { CommandOutcome, RefusalDetail } from '../../workflows/ticket/ticket-messages.js';
import { COMMAND_UPDATES, getTicket, TICKET_WORKFLOW, ticketStart } from '../../workflows/ticket/ticket-messages.js';

/** The key of all test payloads, so that saved histories stay readable. */
export const TEST_CODEC_KEY = { id: 'test', key: Buffer.alloc(32, 7) };
/** How the clients of tests speak: as the API does. */
export const TEST_CLIENT = sealedClient(TEST_CODEC_KEY);
export const TEST_CONVERTER = TEST_CLIENT.dataConverter;
/** For a worker of workflows that a test makes by itself, and for replay. */
export const TEST_WORKFLOW_CONVERTER = forWorkflows(TEST_CONVERTER);

const timeSkippingServer = await obtainedServer();
export const missingTimeSkipping = timeSkippingServer.kind === 'unavailable' ? timeSkippingServer.why : undefined;

/** The workflows as they are shipped: `npm test` builds what is stale, once for all test files. */
export const SHIPPED_WORKFLOWS = { codePath: join(import.meta.dirname, '../../dist/workflow-bundle.js') };

const quietLogger = {
  log: () => undefined,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

let installed = false;
/** Once per process, before the first worker. */
export function quietRuntime(): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    logger: quietLogger,
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }), forward: {} },
    },
  });
}

export interface World {
  readonly env: TestWorkflowEnvironment;
  readonly client: Client;
  readonly shown: Shown;
  /** Nothing can be written while it is away. */
  readonly database: { away: boolean };
  /** While it is held, no follower hears of its master. */
  readonly telling: { held: boolean };
  readonly calendar: WorkingCalendar;
  /** The server's time, which skips. */
  now(): Promise<string>;
  letPass(duration: string | number): Promise<void>;
  register(about?: Partial<Registration> & { continueAfter?: number }): Promise<TicketLine>;
  close(): Promise<void>;
}

/** One ticket on the line to its workflow. */
export interface TicketLine {
  readonly id: string;
  readonly handle: WorkflowHandle;
  /** The command's outcome, or the code of its refusal. */
  tell<C extends Command>(
    command: C,
    actor: Actor,
    body: CommandBodies[C],
    options?: TellOptions,
  ): Promise<CommandOutcome>;
  refusal<C extends Command>(
    command: C,
    actor: Actor,
    body: CommandBodies[C],
    options?: TellOptions,
  ): Promise<{ code: string; detail: RefusalDetail }>;
  state(): Promise<TicketState>;
}

export interface TellOptions {
  readonly facts?: Partial<Facts>;
  readonly key?: string;
  readonly expectedVersion?: number;
  readonly bodyHash?: string;
  readonly sealed?: string;
  readonly protectedMatters?: readonly string[];
}

export interface WorldOptions {
  readonly pack: PolicyPack;
  readonly calendar: (now: string) => WorkingCalendar;
  /** How many others end with a clock; absent: each is alone. */
  readonly together?: DueTogether;
  readonly maxCachedWorkflows?: number;
  /**
   * What else is done outside, besides telling followers. `'nobody'`: no worker takes what is done outside, so that a
   * test can.
   */
  readonly outbound?: object | 'nobody';
  /**
   * Under this name its histories are saved when they are recorded anew (`npm run histories`); `null`: they are not.
   */
  readonly name: string | null;
  /** Default: one whose time skips. */
  readonly server?: () => Promise<TestWorkflowEnvironment>;
  readonly projection?: TicketProjection;
  /** What a step's write answers, instead of what it would. */
  readonly answering?: (answer: RecordedAnswer) => RecordedAnswer;
  /** What stands between the worker of tickets and the line, besides the seal. */
  readonly codecs?: readonly PayloadCodec[];
}

/** A server whose time skips. `missingTimeSkipping` says beforehand whether there is one. */
export async function openTimeSkipping(): Promise<TestWorkflowEnvironment> {
  if (timeSkippingServer.kind !== 'path') throw new Error(timeSkippingServer.why);
  quietRuntime();
  return startTimeSkippingServer(timeSkippingServer.path, TEST_CLIENT);
}

/** The server that is shipped, with words of its command line. Its time does not skip. */
export async function openRealServer(extraArgs: string[] = []): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  return startRealServer(await temporalBinary(), TEST_CLIENT, extraArgs);
}

/** A real workflow on a real server; only the read model is kept in memory. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const env = await (options.server ?? openTimeSkipping)();
  await env.connection.operatorService.addSearchAttributes({
    namespace: env.namespace ?? 'default',
    searchAttributes: { TicketNumber: 2, TicketLevel: 3 },
  });
  const calendar = options.calendar(new Date(await env.currentTimeMs()).toISOString());
  const memory = memoryProjection();
  const reference = fixedReference(options.pack, calendar);
  const shared = {
    connection: env.nativeConnection,
    namespace: env.namespace ?? 'default',
    taskQueue: 'tickets',
    dataConverter: TEST_CONVERTER,
  };
  const { record } = createTicketActivities({
    reference,
    projection: options.projection ?? memory.projection,
    ...(options.together && { together: options.together }),
  });
  const { answering = (answer: RecordedAnswer) => answer } = options;
  const activities = { record: async (step: RecordedStep) => answering(await record(step)) };
  const telling = { held: false };
  const { tellFollowers } = createTellingFollowers({ client: env.client });
  const outbound =
    options.outbound === 'nobody'
      ? undefined
      : await createOutboundWorker({
          ...shared,
          activities: {
            tellFollowers: (task: UntoldFollowers) =>
              telling.held ? Promise.reject(new Error('No worker takes it yet.')) : tellFollowers(task),
            ...options.outbound,
          },
        });
  const worker: Worker = await createTicketWorker({
    ...shared,
    dataConverter: {
      ...TEST_CONVERTER,
      payloadCodecs: [...(TEST_CONVERTER.payloadCodecs ?? []), ...(options.codecs ?? [])],
    },
    activities,
    workflows: { workflowBundle: SHIPPED_WORKFLOWS },
    ...(options.maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows: options.maxCachedWorkflows }),
  });
  const running = Promise.all([worker.run(), outbound?.run()]);
  const now = async (): Promise<string> => new Date(await env.currentTimeMs()).toISOString();
  let count = 0;
  const lines: TicketLine[] = [];
  return {
    env,
    client: env.client,
    shown: memory.shown,
    database: memory.database,
    telling,
    calendar,
    now,
    letPass: (duration) => env.sleep(duration as Parameters<typeof env.sleep>[0]),
    async register({ continueAfter, ...about } = {}) {
      // Several may be registered at once.
      const nth = (count += 1);
      const ticket = registeredTicket(options.pack, calendar, await now(), nth, about);
      const start = ticketStart(ticket, 'tickets');
      const [input] = start.args;
      const handle = await env.client.workflow.start(TICKET_WORKFLOW, {
        ...start,
        args: [{ ...input, continueAfter: continueAfter ?? input.continueAfter }],
      });
      const line = ticketLine(ticket.id, env.client.workflow.getHandle(handle.workflowId));
      lines.push(line);
      return line;
    },
    async close() {
      if (options.name !== null) await recordHistories(options.name, lines);
      worker.shutdown();
      outbound?.shutdown();
      await running;
      await env.teardown();
    },
  };
}

function registeredTicket(
  pack: PolicyPack,
  calendar: WorkingCalendar,
  at: string,
  count: number,
  about: Partial<Registration>,
): TicketState {
  const { ticket, event, dating } = registered(
    {
      id: `00000000-0000-7000-8000-${String(count).padStart(12, '0')}`,
      number: `T-${count}`,
      channel: 'phone',
      type: 'help',
      urgency: 'P2',
      classCode: null,
      classFacts: null,
      replyWanted: true,
      protectedMatters: [],
      identity: 'open',
      accusedUnit: null,
      calendarVersion: calendar.version,
      ...about,
    },
    pack,
    { id: 'operator-1', role: 'operator', unit: 'hotline' },
    at,
  );
  const lastHash = chain(ticket, [event]).at(-1)?.hash ?? '';
  return { ...ticket, lastHash, clocks: dateClocks(pack, calendar, ticket, [dating]) };
}

function ticketLine(id: string, handle: WorkflowHandle): TicketLine {
  let sent = 0;
  const tell: TicketLine['tell'] = (command, actor, body, options = {}) => {
    sent += 1;
    const envelope = {
      actor,
      body,
      facts: { ...NO_FACTS, ...options.facts },
      sealed: options.sealed ?? null,
      ...(options.protectedMatters && { protectedMatters: options.protectedMatters }),
      expectedVersion: options.expectedVersion ?? null,
      bodyHash: options.bodyHash ?? 'hash',
    };
    return handle.executeUpdate(COMMAND_UPDATES[command] as never, {
      updateId: options.key ?? `${id}-${sent}`,
      args: [envelope] as never,
    });
  };
  return {
    id,
    handle,
    tell,
    async refusal(command, actor, body, options) {
      try {
        await tell(command, actor, body, options);
      } catch (error) {
        if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
          return { code: error.cause.type ?? '', detail: error.cause.details?.[0] as RefusalDetail };
        }
        throw error;
      }
      throw new Error(`${command} was not refused`);
    },
    state: () => handle.query(getTicket),
  };
}

function fixedReference(pack: PolicyPack, calendar: WorkingCalendar): ReferenceData {
  const snapshot: ReferenceSnapshot = {
    units: new Map(),
    classes: new Map(),
    serviceRows: new Map(),
    years: calendar.years,
    packs: [pack],
    assignments: [],
    wordings: new Map(),
    yearVersions: new Map(),
    officeHours: [],
    contacts: { contactsAt: () => [], contactsIn: () => [], pathOf: () => [] },
    pack: () => pack,
    selectPack: () => pack,
    calendarFor: () => calendar,
  };
  return { current: () => Promise.resolve(snapshot), refresh: () => Promise.resolve(snapshot) };
}
