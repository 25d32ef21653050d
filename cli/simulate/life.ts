import type { ProblemCode } from '../../contracts/problems.js';
import type { TicketBody } from '../../contracts/ticket.js';
import type { Act, CommandAct } from './act.js';
import type { Cast } from './cast.js';
import { happens } from './chance.js';
import type { Time } from './connection.js';
import type { Hotline, Look, Outcome } from './hotline.js';
import { newOnce } from './hotline.js';
import { nextAct } from './next-act.js';
import type { Plan } from './plan.js';
import type { Life, Tally } from './tally.js';

/** What one ticket's life needs of the run around it. */
export interface Stage {
  readonly hotline: Hotline;
  readonly cast: Cast;
  readonly time: Time;
  readonly tally: Tally;
  readonly speed: number;
  /** The ticket to follow: its id once it is registered. */
  masterId(plan: Plan): string | null;
  awaitsFollowers(plan: Plan): boolean;
  registered(plan: Plan, life: Life): void;
  /** A ticket that was to follow another does so now, or never will. */
  settled(plan: Plan): void;
  /** Gives up its place among the active while it only waits; `untilArchive` when nothing but the archive is left. */
  resting(untilArchive: boolean, rest: () => Promise<void>): Promise<void>;
}

const thinkMs = { from: 40, to: 160 };
const firstPollMs = 200;
const lastPollMs = 1_000;
/** Longer than any wait under the demonstration's limits, a master's silence included. */
const patienceMs = 240_000;
const tooManySurprises = 5;
const repeated = 0.05;
const stale = 0.03;

/**
 * Plays one ticket from its registration to its end. Answers when it has ended, or when nothing more can be made of it.
 */
export async function playLife(plan: Plan, stage: Stage): Promise<void> {
  const { hotline, cast, time, tally } = stage;
  const done = new Map<string, number>();
  const supervisor = cast.keyOf({ role: 'supervisor' });
  const looking = async (id: string): Promise<TicketBody> => (await hotline.look(supervisor, id)).ticket;

  await think(stage, plan, 0);
  const started = await hotline.register(cast.keyOf({ role: 'operator' }, plan.chance), plan.registration, newOnce());
  if (!started.ok) {
    tally.refused(started.problem.code, false);
    tally.breaks({
      what: 'refused-unexpectedly',
      ticket: `message ${plan.index + 1}`,
      says: `registration: ${started.problem.code}: ${started.problem.detail}`,
    });
    stage.settled(plan);
    return;
  }
  let seen = started.body as TicketBody;
  const { id, number } = seen;
  stage.registered(plan, { index: plan.index, plot: plan.plot, id, number });

  let level = 0;
  let surprises = 0;
  let polls = 0;
  let changedAt = time.now();
  for (let turn = 1; ; turn += 1) {
    for (; level < seen.level; level += 1) tally.reachedLevel(level + 1);
    const act = nextAct({
      seen,
      plan,
      done,
      now: time.now(),
      masterId: stage.masterId(plan),
      awaitsFollowers: stage.awaitsFollowers(plan),
    });
    if (act.kind === 'over') break;
    if (act.kind === 'wait') {
      const version = seen.version;
      const untilArchive = seen.kind === 'closed';
      const pause = pauseBefore(act, time.now(), polls);
      await stage.resting(untilArchive, () => time.sleep(pause));
      seen = await looking(id);
      polls += 1;
      if (seen.version !== version) {
        polls = 0;
        changedAt = time.now();
      } else if (time.now() - Math.max(changedAt, act.until ?? 0) > patienceMs) {
        tally.breaks({ what: 'got-stuck', ticket: number, says: `${seen.state}: waited in vain for ${act.forWhat}` });
        break;
      }
      continue;
    }
    await think(stage, plan, turn);
    const after = await perform(act, seen, turn);
    if (after.surprised) surprises += 1;
    if (surprises >= tooManySurprises) {
      tally.breaks({ what: 'got-stuck', ticket: number, says: `${seen.state}: refused ${surprises} times` });
      break;
    }
    seen = after.seen ?? (await looking(id));
    polls = 0;
    changedAt = time.now();
    if (plan.master !== null && !['registered', 'pendingDispatch'].includes(seen.state)) stage.settled(plan);
  }
  stage.settled(plan);

  function remember(mark: string): void {
    done.set(mark, (done.get(mark) ?? 0) + 1);
    if (mark === 'merge') stage.settled(plan);
  }

  async function perform(
    act: Exclude<Act, { kind: 'wait' | 'over' }>,
    before: TicketBody,
    turn: number,
  ): Promise<{ seen: TicketBody | null; surprised?: boolean }> {
    if (act.kind === 'command') return command(act, before, turn);
    const outcome = act.kind === 'tell' ? await tell(act) : await rate(act);
    if (outcome === null) return { seen: null };
    return concluded(act.kind === 'tell' ? act.what : 'rate', act.mark, [], outcome, false);
  }

  function tell(act: Extract<Act, { kind: 'tell' }>): Promise<Outcome> {
    return hotline.tell(cast.keyOf({ role: 'operator' }, plan.chance), id, act.what, act.text, newOnce());
  }

  async function rate(act: Extract<Act, { kind: 'rate' }>): Promise<Outcome | null> {
    const { ticket } = await hotline.look(cast.keyOf({ role: 'callbackAgent' }, plan.chance), id);
    if (ticket.state !== 'callbackPending') return null;
    if (ticket.ratingLink === undefined) {
      tally.breaks({ what: 'not-offered', ticket: number, says: 'no rating link while a callback is pending' });
      return { ok: false, problem: { code: 'not-found', detail: 'no rating link' } };
    }
    const outcome = await hotline.rate(ticket.ratingLink, act.body, newOnce());
    // The clock closed it while the citizen was writing.
    if (!outcome.ok && outcome.problem.code === 'already-rated') {
      tally.refused(outcome.problem.code, true);
      remember(act.mark);
      return null;
    }
    return outcome;
  }

  /** Looks as the one who acts, then acts on what was seen, as a person would. */
  async function command(
    act: CommandAct,
    before: TicketBody,
    turn: number,
  ): Promise<{ seen: TicketBody | null; surprised?: boolean }> {
    const key = cast.keyOf(act.by, plan.chance);
    const mine = await hotline.look(key, id);
    if (mine.ticket.version !== before.version) {
      tally.movedOn();
      return { seen: null };
    }
    if (act.mustRefuse === undefined && !mine.ticket.allowedActions.includes(act.command)) {
      const says = `${act.command} by ${JSON.stringify(act.by)} in ${mine.ticket.state}: not among allowedActions`;
      if (!act.mayRefuse?.includes('never-declined')) tally.breaks({ what: 'not-offered', ticket: number, says });
    }
    if (mine.ticket.version > 1 && happens(plan.chance, `stale:${turn}`, stale)) await sendStale(act, key, mine);
    const once = newOnce();
    const send = (): Promise<Outcome> => hotline.command(key, id, act.command, act.body, mine.etag, once);
    const outcome = await send();
    if (outcome.ok && happens(plan.chance, `repeated:${turn}`, repeated)) await repeat(act, outcome, send);
    return concluded(act.command, act.mark, act.mayRefuse ?? [], outcome, act.mustRefuse ?? false);
  }

  async function sendStale(act: CommandAct, key: string, { ticket, etag }: Look): Promise<void> {
    const old = etag.replace(String(ticket.version), String(ticket.version - 1));
    const outcome = await hotline.command(key, id, act.command, act.body, old, newOnce());
    const code = outcome.ok ? null : outcome.problem.code;
    if (code !== null) tally.refused(code, code === 'stale-version');
    if (code === 'stale-version') return;
    const says = `${act.command} with an old ETag: ${code ?? 'was done'}`;
    tally.breaks({ what: outcome.ok ? 'not-refused' : 'refused-unexpectedly', ticket: number, says });
  }

  async function repeat(act: CommandAct, first: Outcome, send: () => Promise<Outcome>): Promise<void> {
    const second = await send();
    if (JSON.stringify(second) === JSON.stringify(first)) {
      tally.sameAgain();
      return;
    }
    const says = `${act.command} repeated under its key: ${second.ok ? 'another answer' : second.problem.code}`;
    tally.breaks({ what: 'answered-differently', ticket: number, says });
  }

  function concluded(
    what: string,
    mark: string,
    mayRefuse: readonly ProblemCode[],
    outcome: Outcome,
    mustRefuse: ProblemCode | false,
  ): { seen: TicketBody | null; surprised?: boolean } {
    if (outcome.ok) {
      tally.done();
      remember(mark);
      if (mustRefuse !== false) {
        tally.breaks({ what: 'not-refused', ticket: number, says: `${what}: done, although ${mustRefuse} was due` });
      }
      const body = outcome.body as Partial<TicketBody> | null;
      return { seen: body?.clocks && body.id === id ? (body as TicketBody) : null };
    }
    const { code, detail } = outcome.problem;
    const asked = code === mustRefuse || mayRefuse.includes(code);
    if (asked) remember(mark);
    // Somebody, or the clock, was faster: that is what If-Match is for.
    const isExpected = asked || code === 'stale-version';
    tally.refused(code, isExpected);
    if (!isExpected) {
      tally.breaks({ what: 'refused-unexpectedly', ticket: number, says: `${what}: ${code}: ${detail}` });
    }
    return { seen: null, surprised: !isExpected };
  }
}

function think({ time, speed }: Stage, plan: Plan, turn: number): Promise<void> {
  return time.sleep((thinkMs.from + plan.chance(`think:${turn}`) * (thinkMs.to - thinkMs.from)) / speed);
}

/** Until the instant that is waited for, then gently from 0.2 up to 1 s. */
function pauseBefore({ until }: Extract<Act, { kind: 'wait' }>, now: number, polls: number): number {
  if (until !== null && until > now) return until - now + 50;
  return Math.min(firstPollMs * 1.5 ** polls, lastPollMs);
}
