import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createTicketActivities } from '../../activities/ticket/ticket-activities.js';
import { actorOf, type Account } from '../../api/access/account.js';
import type { ApiEnv } from '../../api/api-env.js';
import type { WebhookGateway } from '../../api/webhook/webhook-gateway.js';
import { createServices } from '../../api/services.js';
import { dueBefore } from '../../domain/calendar/working-calendar.js';
import { placeOf } from '../../domain/ticket/relations.js';
import { createDemoPeople } from '../../storage/access/demo-people.js';
import { createSceneStore } from '../../storage/demonstration/scene-store.js';
import { openDatabase } from '../../storage/postgres/database.js';
import { createReferenceData } from '../../storage/reference/reference-data.js';
import { createProjection } from '../../storage/ticket/projection.js';
import { plannedCity, type PlannedScene } from './plan.js';
import { createScene, LiesAhead, type Hand, type Stage } from './scene.js';
import { readTexts } from './texts.js';
import { writeKnowledge } from './write-knowledge.js';
import { createWritingEngine } from './writing-engine.js';

export interface CityWriting {
  readonly env: ApiEnv;
  /** Now, in milliseconds since 1970. */
  readonly clock: () => number;
  /** Which scenes, by their keys; absent: all. */
  readonly only?: (key: string) => boolean;
  /** Between two scenes, so that whoever works meanwhile is not held up. */
  readonly rest: (workedMs: number) => Promise<void>;
  readonly report: (progress: { readonly written: number; readonly planned: number }) => void;
  readonly failed: (scene: string, error: unknown) => void;
}

/**
 * Why nothing was written: `no-demonstration`, there is no demonstration city; `in-use`, somebody's tickets or people
 * are there already.
 */
export type Unwritten = 'no-demonstration' | 'in-use';

/**
 * Writes the histories of the demonstration's tickets, scene by scene, each once: by the rules, stores and seals that
 * any ticket has, at instants of the last weeks. What stands at the end of a scene is accepted and not yet started, so
 * that the sweeper of the API gives each its workflow.
 */
export async function writeCity(with_: CityWriting): Promise<{ written: number; planned: number } | Unwritten> {
  const { env, clock } = with_;
  const database = openDatabase(env.databaseUrl, { connections: 1, onError: () => undefined, patient: true });
  const { pool } = database;
  let at = clock();
  const reference = createReferenceData(pool, clock);
  const now = (): Date => new Date(at);
  const { record } = createTicketActivities({ reference, projection: createProjection(pool) });
  const engine = createWritingEngine(record, now);
  const made = createServices(database, { tickets: engine.gateway, webhooks: NO_WEBHOOKS }, env, () => at, {
    ...{ log: pino({ level: 'silent' }), registry: new Registry(), reference },
    ...{ confirmStarted: () => undefined, isDraining: () => false },
  });
  try {
    const scenes = createSceneStore(pool);
    const refusal = await scenes.refusal();
    if (refusal !== null) return refusal;
    const known = await reference.current();
    const city = plannedCity(await readTexts(), known);
    const planned = city.reduce((sum, { tickets }) => sum + tickets, 0);
    const accountOf = await everybody(city, createDemoPeople(pool), known.units, new Date(clock()));
    const { only = () => true } = with_;
    if (only('knowledge')) {
      const { knowledge } = made.services;
      await writeKnowledge({ knowledge, snapshot: known, present: now(), by: actorOf(accountOf('reviewer')) });
    }
    let written = (await scenes.progress())?.written ?? 0;
    const there = await scenes.keys();
    for (const scene of city.filter(({ key }) => !there.has(key) && only(key))) {
      const startedAt = performance.now();
      const present = new Date(clock()).toISOString();
      const stage: Stage = {
        ...{ services: made.services, engine, calendar: known.calendarFor([]), accountOf, present },
        turnTo: (instant) => void (at = Date.parse(instant)),
      };
      try {
        const isOurs = await scenes.once({ ...scene, of: planned }, new Date(clock()), () => play(stage, scene));
        if (isOurs) written += scene.tickets;
      } catch (error) {
        with_.failed(scene.key, error);
      }
      with_.report({ written, planned });
      await with_.rest(performance.now() - startedAt);
    }
    return { written, planned };
  } finally {
    await made.close();
    await database.close();
  }
}

/** No command of a ticket speaks to a webhook; its events are in the feed when the scene is. */
const silent = (): Promise<never> => Promise.reject(new Error('There are no webhooks where histories are written.'));
const NO_WEBHOOKS: WebhookGateway = { changed: silent, replay: silent, redeliver: silent, test: silent, live: silent };

const LONG_AGO_HOURS = 18;
const EARLIER_MS = 18 * 3_600_000;

async function play(stage: Stage, { plot, cast }: PlannedScene): Promise<void> {
  const [from, to, unit = 'workingHours'] = plot.ago;
  const amount = from + cast.chance('ago') * (to - from);
  const back = dueBefore(stage.calendar, stage.present, { amount, unit });
  // Citizens keep no office hours: what is some days old may have come in an evening, or on a Sunday.
  const earlier = unit === 'workingHours' && amount > LONG_AGO_HOURS ? EARLIER_MS : EARLIER_MS / 400;
  const begins = new Date(Date.parse(back) - Math.floor(cast.chance('minute') * earlier)).toISOString();
  stage.engine.forget();
  const scene = createScene(stage, begins);
  try {
    await plot.play(scene, cast);
  } catch (error) {
    if (!(error instanceof LiesAhead)) throw error;
  }
  await scene.comeToThePresent();
}

/** Those who have a part in it, as they are when somebody signs in as one of them. */
async function everybody(
  city: readonly PlannedScene[],
  people: ReturnType<typeof createDemoPeople>,
  units: Parameters<typeof placeOf>[1],
  now: Date,
): Promise<(hand: Hand) => Account> {
  const parts = new Set(city.flatMap(({ cast }) => cast.parts));
  const accounts = new Map<string, Account>();
  for (const position of await people.positions()) {
    const { role, unit, name } = position;
    const key = role === 'handler' ? `unit ${unit}` : role;
    if (accounts.has(key) || (role === 'handler' && !parts.has(unit ?? ''))) continue;
    const person = await people.personIn(position, now);
    if (!person) continue;
    accounts.set(key, {
      ...{ id: person.id, person: person.id, name, role, unit, scopes: [], expiresAt: null },
      ...placeOf(unit, units),
      by: { kind: 'key', id: 'demonstration' },
    });
  }
  return (hand) => {
    const found = accounts.get(typeof hand === 'string' ? hand : `unit ${hand.unit}`);
    if (!found) throw new Error(`The demonstration has nobody in the position ${JSON.stringify(hand)}.`);
    return found;
  };
}
