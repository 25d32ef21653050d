import { ApplicationFailure } from '@temporalio/common';
import { noticeRows } from '../../domain/notice/notice-rows.js';
import { auditedFields, changesBetween, type AuditedFields } from '../../domain/ticket/changes.js';
import { dateClocks, withClocks, type DueTogether } from '../../domain/ticket/dating.js';
import type { Clock, DatingRequest, EventData, TicketEvent, TicketState } from '../../domain/ticket/ticket.js';
import { chain } from '../../storage/event/event-chain.js';
import type { Projection } from '../../storage/ticket/projection.js';
import type { ReferenceData, ReferenceSnapshot } from '../../storage/reference/reference-data.js';

export interface RecordedStep {
  /**
   * The ticket after the step, its new clocks still without dates. The rules of its pack stand in the database under
   * their name.
   */
  readonly ticket: Omit<TicketState, 'pack'> & { readonly pack: Pick<TicketState['pack'], 'code' | 'version'> };
  readonly events: readonly TicketEvent[];
  readonly dating: readonly DatingRequest[];
  readonly pinPack: boolean;
  /** Ids of existing clocks that the step changed. */
  readonly touched: readonly string[];
  /** What the audit trail and the feed ask of the ticket as it was before the step. */
  readonly before?: { readonly fields: AuditedFields; readonly units: readonly string[] };
  /** Of the HTTP request that asked for the step; absent when the clock or another ticket did. */
  readonly requestId?: string;
}

/** What was recorded, for logs and metrics: types of events and times, nothing that people wrote. */
export interface RecordedFacts {
  readonly ticketId: string;
  readonly requestId: string | null;
  readonly events: readonly string[];
  readonly seconds: number;
  /** The rungs that fired in this step, by key of their clock, and how late. */
  readonly fired: readonly { readonly clock: string; readonly lateSeconds: number }[];
}

export interface RecordedAnswer {
  /** The instant at which the step that was written was decided; earlier versions did not say it. */
  readonly at?: string;
  readonly clocks: Clock[];
  readonly lastHash: string;
  readonly pack: TicketState['pack'] | null;
  readonly calendarVersion: string;
}

export interface TicketActivities {
  /**
   * Gives the step its dates and writes it to the read model, in one statement. Safe to repeat: rows are keyed by
   * ticket and sequence, and the last writer of a version wins. The command's caller is answered after this.
   */
  record(step: RecordedStep): Promise<RecordedAnswer>;
}

export function createTicketActivities(dependencies: {
  reference: ReferenceData;
  projection: Projection;
  /** How many clocks are known to end at an instant; absent: every one alone. */
  together?: DueTogether;
  /** Told of every step once it is written. */
  observe?: (facts: RecordedFacts) => void;
}): TicketActivities {
  const { reference, projection, together, observe } = dependencies;
  return {
    async record(step) {
      const startedAt = performance.now();
      const at = step.events.at(-1)?.at ?? step.ticket.stateSince;
      const unitPath = step.ticket.lead?.path ?? [];
      const data = await currentFor(reference, step, unitPath);
      const pack = step.pinPack
        ? data.selectPack({ at, unitPath, channel: step.ticket.channel })
        : data.pack(step.ticket.pack.code, step.ticket.pack.version);
      if (!pack) {
        throw ApplicationFailure.retryable(
          `Policy pack ${step.ticket.pack.code}@${step.ticket.pack.version} is pinned by this ticket but not in the database. Import it.`,
          'policy-pack-missing',
        );
      }
      const calendar = data.calendarFor(unitPath);
      const pinned = { code: pack.code, version: pack.version, rules: pack.rules };
      // The version by which the dates now running were made: only the first dispatch and a revision set it, so that a
      // command between a publication and its signal does not make the ticket look revised.
      const first = step.pinPack && step.dating.some((dating) => dating.key === 'citizen');
      const calendarVersion = first ? calendar.version : step.ticket.calendarVersion;
      const ticket = { ...step.ticket, pack: pinned, calendarVersion };
      const clocks = dateClocks(pack, calendar, ticket, step.dating, together);
      const current = withClocks(ticket, clocks);
      const sealed = chain(ticket, withChanges(step, current));
      const dated: TicketState = { ...current, lastHash: sealed.at(-1)?.hash ?? ticket.lastHash };
      const changed = new Set([...step.touched, ...clocks.map((clock) => clock.id)]);
      const handedOver = step.before !== undefined && step.before.fields.lead !== auditedFields(dated).lead;
      await projection.write(
        dated,
        sealed,
        // With the ticket the time that runs passes to another unit.
        dated.clocks.filter((clock) => handedOver || changed.has(clock.id)),
        at,
        step.before?.units,
        noticeRows(step.events, dated, data.contacts),
      );
      observe?.({
        ticketId: dated.id,
        requestId: step.requestId ?? null,
        events: sealed.map(({ type }) => type),
        seconds: (performance.now() - startedAt) / 1_000,
        fired: sealed.flatMap(({ data }) => firedIn(data)),
      });
      return {
        at,
        clocks,
        lastHash: dated.lastHash,
        pack: step.pinPack ? pinned : null,
        calendarVersion,
      };
    },
  };
}

/** Late is who comes after its place; the place may be some minutes after the instant, by the window of the pack. */
function firedIn({ clock, scheduledAt, firesAt, firedAt }: EventData): RecordedFacts['fired'] {
  if (typeof clock !== 'string' || typeof scheduledAt !== 'string' || typeof firedAt !== 'string') return [];
  const [key = ''] = /^[A-Za-z]+/.exec(clock) ?? [];
  const place = typeof firesAt === 'string' ? firesAt : scheduledAt;
  return [{ clock: key, lateSeconds: Math.max(0, Date.parse(firedAt) - Date.parse(place)) / 1_000 }];
}

/** The first act of a step tells what the whole step changed; dates are known only here. */
function withChanges({ events, before }: RecordedStep, after: TicketState): readonly TicketEvent[] {
  const changes = before ? changesBetween(before.fields, auditedFields(after)) : null;
  if (changes === null) return events;
  // What the clock had still to do when somebody acted goes before the act and takes no changes of its own.
  const told = Math.max(
    0,
    events.findIndex(({ actor }) => actor.role !== 'clock'),
  );
  return events.map((event, index) => (index === told ? { ...event, changes } : event));
}

/** A ticket that was told of a new calendar must not be dated by the one this process read a moment before. */
async function currentFor(
  reference: ReferenceData,
  step: RecordedStep,
  unitPath: readonly string[],
): Promise<ReferenceSnapshot> {
  const data = await reference.current();
  const revised = step.dating.some((dating) => dating.op === 'recalculate');
  if (!revised || data.calendarFor(unitPath).version === step.ticket.calendarVersion) return data;
  return reference.refresh();
}
