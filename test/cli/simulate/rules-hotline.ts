import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { presentTicket } from '../../../api/ticket/ticket-presenter.js';
import type { Account } from '../../../api/access/account.js';
import type { HttpAnswer, HttpCall, Time, Transport } from '../../../cli/simulate/connection.js';
import { castOf, type Cast } from '../../../cli/simulate/cast.js';
import { Refusal } from '../../../domain/refusal.js';
import { protectedMattersIn } from '../../../domain/intake/protected-matters.js';
import type { Command, CommandInput, Facts } from '../../../domain/ticket/commands.js';
import { dateClocks, withClocks } from '../../../domain/ticket/dating.js';
import { allowedActions, decide } from '../../../domain/ticket/decide.js';
import type { Draft } from '../../../domain/ticket/draft.js';
import { draftOf } from '../../../domain/ticket/draft.js';
import { fireDue, nextRung } from '../../../domain/ticket/firing.js';
import { inScope } from '../../../domain/ticket/permissions.js';
import { registered } from '../../../domain/ticket/registration.js';
import * as intake from '../../../domain/ticket/rules/intake.js';
import * as supervising from '../../../domain/ticket/rules/supervising.js';
import type {
  ClassFacts,
  OutgoingSignal,
  Step,
  TicketEvent,
  TicketState,
  UnitFacts,
} from '../../../domain/ticket/ticket.js';
import type { Role, UnitLevel } from '../../../domain/ticket/vocabulary.js';
import { STATE_KIND } from '../../../domain/ticket/vocabulary.js';
import type { SeedClass, SeedUnit } from '../../../storage/reference/seed-data.js';
import { officialCalendar, pack } from '../../domain/policy/packs.js';

const DATA = join(import.meta.dirname, '../../../data/city');
const units = JSON.parse(readFileSync(join(DATA, 'units.json'), 'utf8')) as SeedUnit[];
const classes = JSON.parse(readFileSync(join(DATA, 'classes.json'), 'utf8')) as SeedClass[];
const HANDLING: readonly UnitLevel[] = ['cityDepartment', 'district', 'districtDepartment', 'township', 'community'];
const STAFF: readonly Exclude<Role, 'handler'>[] = [
  'operator',
  'dispatcher',
  'reviewer',
  'callbackAgent',
  'supervisor',
  'dutyManager',
  'director',
];
const accounts = [
  ...units.filter(({ level }) => HANDLING.includes(level)).map(({ id }) => ({ role: 'handler' as const, unit: id })),
  ...STAFF.map((role) => ({ role, unit: 'hotline' })),
].map((account) => ({ ...account, apiKey: `${account.role}/${account.unit}` }));

/** The demonstration's people; a key says itself whose it is. */
export const cast: Cast = castOf(accounts, 'the test');

/** Time that passes only when everybody sleeps: minutes of waiting take no time at all. */
export function virtualTime(start = Date.parse('2026-09-18T02:00:00.000Z')): Time {
  let now = start;
  let order = 0;
  let isMoving = false;
  const sleepers: { at: number; order: number; wake: () => void }[] = [];
  function move(): void {
    sleepers.sort((a, b) => a.at - b.at || a.order - b.order);
    const next = sleepers.shift();
    if (!next) {
      isMoving = false;
      return;
    }
    now = Math.max(now, next.at);
    next.wake();
    setImmediate(move);
  }
  return {
    now: () => now,
    sleep: (milliseconds) =>
      new Promise((wake) => {
        order += 1;
        sleepers.push({ at: now + Math.ceil(milliseconds), order, wake });
        if (!isMoving) setImmediate(move);
        isMoving = true;
      }),
  };
}

const CITIZEN = { id: 'citizen', role: 'citizen', unit: null, unitPath: [], scopes: [] } as unknown as Account;

interface Kept {
  state: TicketState;
  events: TicketEvent[];
}

export interface RulesHotline {
  readonly transport: Transport;
  readonly tickets: ReadonlyMap<string, Kept>;
}

/**
 * The API played by the rules themselves, in memory: what the workflow would decide, shown as the API shows it. `trouble` may
 * lose a call before it is done, or its answer after it was.
 */
export function rulesHotline(
  time: Time,
  trouble: (call: HttpCall) => 'none' | 'busy' | 'lost' | 'answerLost' = () => 'none',
): RulesHotline {
  const demo = pack('demo');
  const tickets = new Map<string, Kept>();
  const answers = new Map<string, HttpAnswer>();
  const reference = { units: new Map(units.map(({ id, name }) => [id, { name }])) } as unknown as Parameters<
    typeof presentTicket
  >[2];
  const proofs = {
    ratingLinks: { linkTo: (id: string, round: number) => `/api/v1/ratings/${id}~${round}`, read: () => null },
    progressLinks: { linkTo: (id: string) => `/api/v1/progress/${id}`, read: () => null },
    queryCodes: { codeOf: () => 'ABCD2345', matches: () => false },
    handOuts: { note: () => undefined },
  };
  const at = (): string => new Date(time.now()).toISOString();

  function apply(kept: Kept, step: Step): void {
    const pinned = { code: demo.code, version: demo.version, rules: demo.rules };
    const ticket = step.pinPack ? { ...step.ticket, pack: pinned } : step.ticket;
    kept.state = withClocks(ticket, dateClocks(demo, officialCalendar, ticket, step.dating));
    kept.events.push(...step.events);
    for (const signal of step.signals) deliver(signal);
  }

  function deliver(signal: OutgoingSignal): void {
    const other = [...tickets.values()].find(({ state }) => intake.workflowIdOf(state.id) === signal.to);
    if (!other) return;
    hear(other, (draft) => {
      if (signal.name === 'masterConcluded') intake.masterConcluded(draft, signal.outcome);
      else if (signal.name === 'followerJoined') intake.followerJoined(draft, signal.follower);
      else if (signal.name === 'followerSaid') supervising.followerSaid(draft, signal.said);
      else intake.followerLeft(draft, signal.follower);
    });
  }

  function hear(kept: Kept, rule: (draft: Draft) => void): void {
    const draft = draftOf(kept.state, { id: 'clock', role: 'clock', unit: null }, at());
    rule(draft);
    if (draft.events.length > 0) apply(kept, draft);
  }

  /** Whatever fell due since the last call, each rung at its own instant. */
  function letClocksRun(): void {
    for (const kept of tickets.values()) {
      if (STATE_KIND[kept.state.state] === 'end') continue;
      for (let next = nextRung(kept.state); next && next.at <= at(); next = nextRung(kept.state)) {
        const step = fireDue(kept.state, next.at);
        if (!step) break;
        apply(kept, step);
      }
    }
  }

  async function transport(call: HttpCall): Promise<HttpAnswer> {
    await time.sleep(3);
    letClocksRun();
    const kind = trouble(call);
    if (kind === 'busy') {
      return { status: 503, headers: { 'retry-after': '2' }, body: { code: 'unavailable', detail: 'busy' } };
    }
    if (kind === 'lost') throw new Error('connection lost');
    const once = call.headers?.['Idempotency-Key'];
    const before = once === undefined ? undefined : answers.get(once);
    const answer = before ?? routed(call);
    if (once !== undefined && answer.status < 300) answers.set(once, answer);
    if (kind === 'answerLost') throw new Error('connection lost');
    return answer;
  }

  function routed(call: HttpCall): HttpAnswer {
    const account = accountOf(call.apiKey);
    const [path = '', query = ''] = call.path.split('?');
    const [, noun, id = '', what, command] = path.split('/');
    if (noun === 'units') return ok({ items: units });
    if (noun === 'classes') return ok({ items: classes });
    if (noun === 'ratings') return rated(id.split('~')[0] ?? '', call.body);
    if (call.method === 'POST' && id === '') return register(call.body as Record<string, unknown>, account);
    if (id === '') return listed(query, account);
    const kept = tickets.get(id);
    if (!kept || !inScope(account, kept.state)) return problem(404, 'ticket-not-found');
    switch (what) {
      case undefined:
        return shown(kept, account);
      case 'live':
        return ok({ ...(shown(kept, account).body as object), source: 'workflow', ageSeconds: null });
      case 'events':
        return ok({ items: kept.events, nextCursor: null });
      case 'explain':
        return ok({ rungs: kept.state.clocks.find((clock) => query.endsWith(clock.id))?.rungs ?? [] });
      case 'actions':
        return commanded(kept, account, command as Command, call);
      default:
        hear(kept, what === 'nudges' ? supervising.nudge : supervising.supplement);
        return { ...ok({ taken: true }), status: 202 };
    }
  }

  function shown({ state }: Kept, account: Account): HttpAnswer {
    const presentable = { state, updatedAt: new Date(state.stateSince), citizen: null, content: null };
    return ok(presentTicket(presentable, account, reference, proofs, new Date(time.now())), {
      etag: `"v${state.version}"`,
    });
  }

  function listed(query: string, account: Account): HttpAnswer {
    const from = Number(new URLSearchParams(query).get('cursor') ?? 0);
    const limit = Number(new URLSearchParams(query).get('limit'));
    const all = [...tickets.values()].reverse();
    const items = all.slice(from, from + limit).map((kept) => shown(kept, account).body);
    return ok({ items, nextCursor: from + limit < all.length ? String(from + limit) : null });
  }

  function register(body: Record<string, unknown>, account: Account): HttpAnswer {
    const id = `00000000-0000-4000-8000-${String(tickets.size + 1).padStart(12, '0')}`;
    const { classCode, title, text } = body as { classCode?: string; title: string; text: string };
    const made = registered(
      {
        id,
        number: `20260918-${String(tickets.size + 1).padStart(6, '0')}`,
        channel: 'simulation',
        type: body['type'] as TicketState['type'],
        urgency: body['urgency'] as TicketState['urgency'],
        classCode: classCode ?? null,
        classFacts: classFacts(classCode),
        replyWanted: body['replyWanted'] === true,
        protectedMatters: protectedMattersIn(title, text),
        accusedUnit: null,
        calendarVersion: officialCalendar.version,
      },
      demo,
      account,
      at(),
    );
    const dated = dateClocks(demo, officialCalendar, made.ticket, [made.dating]);
    const kept: Kept = { state: withClocks(made.ticket, dated), events: [made.event] };
    tickets.set(id, kept);
    return { ...shown(kept, account), status: 201 };
  }

  function commanded(kept: Kept, account: Account, command: Command, call: HttpCall): HttpAnswer {
    const expected = call.headers?.['If-Match'];
    if (expected !== `"v${kept.state.version}"`) return problem(412, 'stale-version');
    const refusal = given(kept, account, command, call.body);
    return refusal ?? shown(kept, account);
  }

  function given(kept: Kept, account: Account, command: Command, said: unknown): HttpAnswer | null {
    const body = said as CommandInput['body'];
    try {
      const input = { command, actor: account, body, facts: factsFor(body), sealed: null };
      apply(kept, decide(kept.state, input, at()));
      return null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return problem(409, error.code, { allowedActions: allowedActions(kept.state, account), detail: error.message });
    }
  }

  function rated(id: string, body: unknown): HttpAnswer {
    const kept = tickets.get(id);
    if (kept?.state.state !== 'callbackPending') return problem(410, 'already-rated');
    return given(kept, CITIZEN, 'rate', body) ?? ok({ thanks: '' });
  }

  function factsFor(body: CommandInput['body']): Facts {
    const {
      unit,
      suggestedUnit,
      units: several = [],
      coUnits = [],
      into,
      classCode,
    } = body as Record<string, never> & {
      units?: string[];
      coUnits?: string[];
      classCode?: string;
    };
    const master = into === undefined ? undefined : tickets.get(into);
    return {
      units: Object.fromEntries(
        [unit, suggestedUnit, ...several, ...coUnits].filter((id) => id !== undefined).map((id) => [id, unitFacts(id)]),
      ),
      classFacts: classFacts(classCode),
      master: master
        ? {
            id: master.state.id,
            number: master.state.number,
            workflowId: intake.workflowIdOf(master.state.id),
            state: master.state.state,
            isFollower: master.state.master !== null,
            concluded: intake.isConcluded(master.state) !== null,
          }
        : null,
    };
  }

  return { transport, tickets };
}

function accountOf(apiKey: string | null): Account {
  const [role = '', unit = ''] = (apiKey ?? '').split('/');
  const path = unit === '' ? [] : unitFacts(unit).path;
  return { id: apiKey ?? 'nobody', role: role as Role, unit, unitPath: path, scopes: [] } as unknown as Account;
}

function unitFacts(id: string): UnitFacts {
  const unit = units.find((one) => one.id === id);
  if (!unit) throw new Error(`There is no unit ${id}.`);
  const above = unit.parent === null ? [] : unitFacts(unit.parent).path;
  return { id, level: unit.level, path: [...above, id] };
}

function classFacts(code: string | undefined): ClassFacts | null {
  const row = classes.find((one) => one.code === code);
  if (!row) return null;
  const { statutory } = row;
  return { code: row.code, departmentOnly: row.departmentOnly, neverDecline: row.neverDecline, statutory };
}

function ok(body: unknown, headers: HttpAnswer['headers'] = {}): HttpAnswer {
  // As if it had crossed the wire: later changes do not show.
  return { status: 200, headers, body: JSON.parse(JSON.stringify(body)) };
}

function problem(status: number, code: string, more: Readonly<Record<string, unknown>> = {}): HttpAnswer {
  return { status, headers: {}, body: { code, detail: '', ...more } };
}
