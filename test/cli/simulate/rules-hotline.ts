import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { presentTicket } from '../../../api/ticket/ticket-presenter.js';
import { soleViewer } from '../../../api/ticket/viewer.js';
import type { Account } from '../../../api/access/account.js';
import type { HttpAnswer, HttpCall, Time, Transport } from '../../../cli/simulate/connection.js';
import type { RegistrationBody } from '../../../cli/simulate/plan.js';
import { castOf, type Cast } from '../../../cli/simulate/cast.js';
import { Refusal } from '../../../domain/refusal.js';
import { protectedMattersIn } from '../../../domain/intake/protected-matters.js';
import type { Command, CommandInput, Facts } from '../../../domain/ticket/commands.js';
import { dateClocks, withClocks } from '../../../domain/ticket/dating.js';
import { allowedActions } from '../../../domain/ticket/decide.js';
import { inScope } from '../../../domain/ticket/permissions.js';
import { registered } from '../../../domain/ticket/registration.js';
import * as intake from '../../../domain/ticket/rules/intake.js';
import type { ClassFacts, TicketEvent, TicketState, UnitFacts } from '../../../domain/ticket/ticket.js';
import type { Role, UnitLevel } from '../../../domain/ticket/vocabulary.js';
import type { SeedClass, SeedUnit } from '../../../storage/reference/seed-data.js';
import type { TicketProcess } from '../../../workflows/ticket/ticket-process.js';
import { officialCalendar, pack } from '../../domain/policy/packs.js';
import { createTicketProcesses } from '../../../workflows/ticket/ticket-processes.js';

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
  readonly life: TicketProcess;
  readonly events: TicketEvent[];
}

export interface RulesHotline {
  readonly transport: Transport;
  readonly tickets: ReadonlyMap<string, Kept>;
}

/**
 * The API played by the rules themselves, in memory: what the workflow would decide, shown as the API shows it.
 * `trouble` may lose a call before it is done, or its answer after it was.
 */
export function rulesHotline(
  time: Time,
  trouble: (call: HttpCall) => 'none' | 'busy' | 'lost' | 'answerLost' = () => 'none',
): RulesHotline {
  const demo = pack('demo');
  const tickets = new Map<string, Kept>();
  const answers = new Map<string, HttpAnswer>();
  let commands = 0;
  const reference = { units: new Map(units.map(({ id, name }) => [id, { name }])) } as unknown as Parameters<
    typeof presentTicket
  >[2];
  const proofs = {
    ratingLinks: {
      linkTo: (id: string, round: number) => `/api/v1/ratings/${id}~${round}`,
      pageTo: () => '',
      read: () => null,
    },
    progressLinks: { linkTo: (id: string) => `/api/v1/progress/${id}`, pageTo: () => '', read: () => null },
    queryCodes: { codeOf: () => 'ABCD2345', matches: () => false },
    handOuts: { note: () => undefined },
  };
  const at = (): string => new Date(time.now()).toISOString();

  const processes = createTicketProcesses({
    now: () => new Date(time.now()),
    record: ({ ticket, events, dating, pinPack }) => {
      tickets.get(ticket.id)?.events.push(...events);
      const { code, version, rules } = demo;
      const pack = { code, version, rules };
      const clocks = dateClocks(demo, officialCalendar, { ...ticket, pack }, dating);
      const { lastHash, calendarVersion } = ticket;
      return Promise.resolve({ clocks, lastHash, calendarVersion, pack: pinPack ? pack : null });
    },
    refused: (refusal) => refusal,
  });

  /** Whatever fell due since the last call, each rung at its own instant. */
  async function letClocksRun(): Promise<void> {
    for (const { life } of tickets.values()) if (!life.hasEnded) await processes.passTime(life, at());
  }

  async function transport(call: HttpCall): Promise<HttpAnswer> {
    await time.sleep(3);
    await letClocksRun();
    const kind = trouble(call);
    if (kind === 'busy') {
      return { status: 503, headers: { 'retry-after': '2' }, body: { code: 'unavailable', detail: 'busy' } };
    }
    if (kind === 'lost') throw new Error('connection lost');
    const once = call.headers?.['Idempotency-Key'];
    const before = once === undefined ? undefined : answers.get(once);
    const answer = before ?? (await routed(call));
    if (once !== undefined && answer.status < 300) answers.set(once, answer);
    if (kind === 'answerLost') throw new Error('connection lost');
    return answer;
  }

  async function routed(call: HttpCall): Promise<HttpAnswer> {
    const account = accountOf(call.apiKey);
    const [path = '', query = ''] = call.path.split('?');
    const [, noun, id = '', what, command] = path.split('/');
    if (noun === 'units') return ok({ items: units });
    if (noun === 'classes') return ok({ items: classes });
    if (noun === 'ratings') return rated(id.split('~')[0] ?? '', call);
    if (call.method === 'POST' && id === '') return register(call.body as Record<string, unknown>, account);
    if (id === '') return listed(query, account);
    const kept = tickets.get(id);
    if (!kept || !inScope(account, kept.life.ticket)) return problem(404, 'ticket-not-found');
    switch (what) {
      case undefined:
        return shown(kept, account);
      case 'live':
        return ok({ ...(shown(kept, account).body as object), source: 'workflow', ageSeconds: null });
      case 'events':
        return ok({ items: kept.events, nextCursor: null });
      case 'explain':
        return ok({ rungs: kept.life.ticket.clocks.find((clock) => query.endsWith(clock.id))?.rungs ?? [] });
      case 'actions':
        return commanded(kept, account, command as Command, call);
      default:
        await kept.life.hearCitizen(what === 'nudges' ? 'nudge' : 'supplement', {
          id: call.headers?.['Idempotency-Key'] ?? '',
          actor: account,
          sealed: null,
        });
        return { ...ok({ taken: true }), status: 202 };
    }
  }

  function shown({ life }: Kept, account: Account): HttpAnswer {
    const state = life.ticket;
    const presentable = {
      state,
      updatedAt: new Date(state.stateSince),
      citizen: null,
      content: null,
      redaction: null,
      linkGeneration: 0,
    };
    return ok(presentTicket(presentable, soleViewer(account), reference, proofs, new Date(time.now())), {
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
    const { classCode, title, text, citizen, noneNamed } = body as unknown as RegistrationBody;
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
        identity: citizen.identity,
        ...(noneNamed && { noneNamed }),
        accusedUnit: null,
        calendarVersion: officialCalendar.version,
      },
      demo,
      account,
      at(),
    );
    const dated = dateClocks(demo, officialCalendar, made.ticket, [made.dating]);
    const life = processes.begin(withClocks(made.ticket, dated));
    const kept: Kept = { life, events: [made.event] };
    tickets.set(id, kept);
    return { ...shown(kept, account), status: 201 };
  }

  async function commanded(kept: Kept, account: Account, command: Command, call: HttpCall): Promise<HttpAnswer> {
    const expected = call.headers?.['If-Match'];
    if (expected !== `"v${kept.life.ticket.version}"`) return problem(412, 'stale-version');
    const refusal = await given(kept, account, command, call);
    return refusal ?? shown(kept, account);
  }

  async function given(
    { life }: Kept,
    account: Account,
    command: Command,
    { body: said, headers }: HttpCall,
  ): Promise<HttpAnswer | null> {
    const body = said as CommandInput['body'];
    const envelope = { actor: account, body, facts: factsFor(body), sealed: null, expectedVersion: null, bodyHash: '' };
    commands += 1;
    const id = headers?.['Idempotency-Key'] ?? `command-${commands}`;
    try {
      life.admit(command, envelope, id);
      await life.execute(command, envelope, id);
      await processes.allHaveHeard();
      return null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return problem(409, error.code, { allowedActions: allowedActions(life.ticket, account), detail: error.message });
    }
  }

  async function rated(id: string, call: HttpCall): Promise<HttpAnswer> {
    const kept = tickets.get(id);
    if (kept?.life.ticket.state !== 'callbackPending') return problem(410, 'already-rated');
    return (await given(kept, CITIZEN, 'rate', call)) ?? ok({ thanks: '' });
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
    const master = into === undefined ? undefined : tickets.get(into)?.life.ticket;
    return {
      units: Object.fromEntries(
        [unit, suggestedUnit, ...several, ...coUnits].filter((id) => id !== undefined).map((id) => [id, unitFacts(id)]),
      ),
      classFacts: classFacts(classCode),
      master: master
        ? {
            id: master.id,
            number: master.number,
            workflowId: intake.workflowIdOf(master.id),
            state: master.state,
            isFollower: master.master !== null,
            concluded: intake.isConcluded(master) !== null,
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
