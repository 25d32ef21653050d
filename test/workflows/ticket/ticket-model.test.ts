import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { decide } from '../../../domain/ticket/decide.js';
import { draftOf } from '../../../domain/ticket/draft.js';
import { fireUpTo } from '../../../domain/ticket/firing.js';
import { nudge } from '../../../domain/ticket/rules/supervising.js';
import type { Step, TicketEvent, TicketState } from '../../../domain/ticket/ticket.js';
import { STATE_KIND } from '../../../domain/ticket/vocabulary.js';
import { Refusal } from '../../../domain/refusal.js';
import { CALENDAR } from '../../domain/calendar/fixtures.js';
import { pack } from '../../domain/policy/packs.js';
import { eventually } from '../../support/eventually.js';
import { anyMove, anyRegistration, commandOf } from '../../support/random-commands.js';
import { describeUnlessMissing } from '../../support/skip.js';
import { dated } from '../../support/steps.js';
import { people } from '../../support/people.js';
import type { RefusalDetail } from '../../../workflows/ticket/ticket-messages.js';
import type { TicketLine, World } from '../../support/workflow-world.js';
import { missingTimeSkipping, openWorld } from '../../support/workflow-world.js';

const LIVES = 12;
const MOVES = 30;
const rules = { pack: pack('default'), calendar: CALENDAR };

/** What must be the same. The hash seals the read model's rows, which the pure rules do not write. */
function comparable({ lastHash: _hash, turn: _turn, ...ticket }: TicketState): object {
  return ticket;
}

function refusedAs(ask: () => Step): string | Step {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** The pure rules live beside the workflow, by the instants that the workflow showed. */
class Model {
  constructor(
    private ticket: TicketState,
    private readonly together: number,
  ) {}

  get now(): TicketState {
    return this.ticket;
  }

  take(step: Step): void {
    this.ticket = dated(step, { ...rules, together: () => this.together }).ticket;
  }

  /**
   * Fires what the workflow fired meanwhile, step by step at the instant of each. A step takes what fell due by its
   * last rung: what falls due between that and the firing, or what it makes due, comes a moment later.
   */
  catchUp(shown: readonly Pick<TicketEvent, 'seq' | 'at' | 'actor' | 'data'>[], until: number): void {
    const fired = shown.filter(({ seq, actor }) => seq <= until && actor.role === 'clock');
    for (const { seq, at } of fired) {
      if (seq <= this.ticket.version) continue;
      const together = fired.filter((one) => one.seq > this.ticket.version && one.at === at);
      const reached =
        together
          .map(({ data }) => String(data['scheduledAt'] ?? ''))
          .sort()
          .at(-1) ?? at;
      const step = fireUpTo(this.ticket, at, reached);
      if (step !== null) this.take(step);
    }
  }
}

describeUnlessMissing(missingTimeSkipping, 'The workflow and the pure rules', () => {
  describe('about tickets that are due alone', () => agree('model', 0));
  describe('about tickets that are due with hundreds', () => agree('crowd', 400));
});

function agree(name: string, together: number): void {
  let temporal: World;
  beforeAll(async () => {
    temporal = await openWorld({
      name,
      together: () => together,
      pack: pack('default'),
      calendar: () => CALENDAR,
      maxCachedWorkflows: 20,
    });
  });
  afterAll(() => temporal.close());

  /** What the workflow answered, and the version it had then: rungs may have fired since it was last looked at. */
  async function told(
    ticket: TicketLine,
    given: NonNullable<ReturnType<typeof commandOf>>,
  ): Promise<{ refusal: string | null; version: number }> {
    try {
      const { command, actor, body, facts } = given;
      return { refusal: null, version: (await ticket.tell(command, actor, body, { facts })).version };
    } catch (error) {
      if (!(error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)) throw error;
      const [detail] = error.cause.details as [RefusalDetail];
      return { refusal: error.cause.type ?? '', version: detail.version };
    }
  }

  it('agree on every step of random lives: same refusals, same tickets, same events', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(
        anyRegistration,
        fc.array(anyMove, { minLength: MOVES, maxLength: MOVES }),
        async (about, moves) => {
          const ticket = await temporal.register(about);
          const model = new Model(await ticket.state(), together);
          for (const move of moves) {
            if (move.kind === 'wait') await temporal.letPass(move.waitMs);
            const now = await temporal.now();
            model.catchUp(temporal.shown.events(ticket.id), Infinity);
            // An ended workflow is gone; what its ticket answers then is the API's to say.
            if (STATE_KIND[model.now.state] === 'end') break;
            const given = move.kind === 'command' ? commandOf(move, model.now, now) : null;
            if (given && given.command !== 'merge' && given.command !== 'unmerge') {
              const answer = await told(ticket, given);
              await shownBeyond(ticket.id, answer.version - 1);
              model.catchUp(temporal.shown.events(ticket.id), answer.version);
              const at = answer.refusal === null ? atOf(ticket.id, answer.version) : now;
              const mine = refusedAs(() => decide(model.now, given, at ?? now));
              const refusal = typeof mine === 'string' ? mine : null;
              expect({ given, refusal: answer.refusal }).toEqual({ given, refusal });
              if (typeof mine !== 'string') model.take(mine);
              if (answer.refusal === null) accepted += 1;
            } else if (move.kind === 'nudge') {
              await ticket.handle.signal('nudge', {
                id: `n${String(model.now.version)}`,
                actor: people.operator,
                sealed: null,
              });
              const nudged = await nudgedAt(ticket.id, model.now.version);
              model.catchUp(temporal.shown.events(ticket.id), nudged.seq);
              const draft = draftOf(model.now, people.operator, nudged.at);
              nudge(draft);
              model.take(draft);
            }
            model.catchUp(temporal.shown.events(ticket.id), Infinity);
            if (model.now.version > 1) expect(comparable(temporal.shown.row(ticket.id))).toEqual(comparable(model.now));
          }
          const last = await ticket.state();
          await shownBeyond(ticket.id, last.version - 1);
          model.catchUp(temporal.shown.events(ticket.id), last.version);
          expect(comparable(last)).toEqual(comparable(model.now));
        },
      ),
      { numRuns: LIVES, endOnFailure: true },
    );
    // A run in which hardly anything was allowed would prove nothing.
    expect(accepted).toBeGreaterThan(LIVES * 3);
  });

  /** A signal has no answer: what it did is seen when it is shown, be it after rungs that fired before it came. */
  async function nudgedAt(id: string, version: number): Promise<TicketEvent> {
    let shown: TicketEvent | undefined;
    await eventually(() => {
      shown = temporal.shown.events(id).find((event) => event.seq > version && event.type.startsWith('nudged'));
      if (!shown) throw new Error(`The nudge after version ${version} was never shown`);
    });
    return shown as unknown as TicketEvent;
  }

  async function shownBeyond(id: string, version: number): Promise<void> {
    // The first event is the registration's own, which no workflow shows.
    await eventually(() => expect(temporal.shown.events(id).at(-1)?.seq ?? 1).toBeGreaterThan(version));
  }

  /** When the step that led to this version was taken. */
  function atOf(id: string, version: number): string | undefined {
    return temporal.shown.events(id).find((event) => event.seq === version)?.at;
  }
}
