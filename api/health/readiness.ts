import type { CheckName, Readiness } from '../../contracts/reference.js';
import { chinaYear } from '../../domain/calendar/china-time.js';
import { FilesAway } from '../../files/files.js';
import type { ReferenceData } from '../../storage/reference/reference-data.js';
import type { TicketGateway } from '../gateway/ticket-gateway.js';

type Check = Readiness['checks'][CheckName];

/** Longer than a healthy answer ever takes, shorter than the patience of whoever probes. */
const PATIENCE_MS = 2_000;

const ok = (detail: string): Check => ({ state: 'ok', detail });
const warning = (detail: string): Check => ({ state: 'warning', detail });
const failing = (detail: string): Check => ({ state: 'failing', detail });

export interface ReadinessDeps {
  readonly pingDatabase: () => Promise<unknown>;
  readonly missingMigrations: () => Promise<readonly string[]>;
  readonly gateway: Pick<TicketGateway, 'pollers'>;
  readonly reference: Pick<ReferenceData, 'current'>;
  /** How many tickets a backup has brought back that were erased. */
  readonly broughtBack: () => Promise<number>;
  /** Throws when files can neither be kept nor given. */
  readonly filesAt: () => Promise<void>;
  readonly now: () => Date;
  /** Whoever asks within this time gets the same answer: strangers may ask, and each look costs the engine a call. */
  readonly freshForMs: number;
}

/**
 * Looks at all that a request may need. Each part says for itself what is wrong and what to do; a warning does not stop
 * traffic.
 */
export function createReadiness(deps: ReadinessDeps): () => Promise<Readiness> {
  let migrated = false;
  let filesAsked: Promise<void> | null = null;

  async function migrations(): Promise<Check> {
    // What was applied stays applied, so a good answer is kept.
    const missing = migrated ? [] : await deps.missingMigrations();
    migrated = missing.length === 0;
    return migrated ? ok('up to date') : failing(`missing: ${missing.join(', ')}. Run: huiying migrate`);
  }

  async function engine(): Promise<{ temporal: Check; pollers: Check }> {
    try {
      const pollers = await within(deps.gateway.pollers());
      return {
        temporal: ok('answers'),
        pollers:
          pollers > 0 ? ok(`${pollers} listening`) : failing('no worker is listening. Start one, or see its log.'),
      };
    } catch {
      return {
        temporal: failing('does not answer. New tickets are kept and start later; commands wait.'),
        pollers: failing('not known while Temporal does not answer'),
      };
    }
  }

  async function calendar(): Promise<Check> {
    const { years } = await deps.reference.current();
    const thisYear = chinaYear(deps.now());
    const of = (year: number): string | undefined => years.find((one) => one.year === year)?.status;
    if (of(thisYear) === undefined)
      return failing(`${thisYear} is missing: dates cannot be trusted. Run: huiying seed`);
    if (of(thisYear) !== 'official') return warning(`${thisYear} is provisional. Publish it once its notice is out.`);
    const next = of(thisYear + 1);
    if (next === 'official') return ok(`${thisYear} and ${thisYear + 1} are official`);
    return warning(`${thisYear + 1} is ${next ?? 'missing'}: dates in it are provisional.`);
  }

  async function erasures(): Promise<Check> {
    const back = await deps.broughtBack();
    return back === 0
      ? ok('no erased ticket is here')
      : failing(`a backup brought back ${back} erased tickets; nothing is served. Run: huiying erase replay`);
  }

  /** Tickets do without their files for a while, so who lacks them still serves. */
  async function files(): Promise<Check> {
    try {
      // One question at a time: a place that says nothing is not asked again and again.
      filesAsked ??= deps.filesAt().finally(() => (filesAsked = null));
      await within(filesAsked);
      return ok('can be kept and given');
    } catch (error) {
      const why = error instanceof FilesAway ? error.why : 'no answer in time';
      return warning(`out of reach (${why}): none is taken or given, everything else works. Run: huiying doctor`);
    }
  }

  async function look(): Promise<Readiness> {
    const [database, schema, { temporal, pollers }, days, erased, kept] = await Promise.all([
      deps.pingDatabase().then(
        () => ok('answers'),
        () => failing('does not answer. See DATABASE_URL and the log of PostgreSQL.'),
      ),
      migrations().catch(() => failing('not known while the database does not answer')),
      engine(),
      calendar().catch(() => failing('not known while the database does not answer')),
      erasures().catch(() => failing('not known while the database, or the second place, does not answer')),
      files(),
    ]);
    const checks = { database, migrations: schema, temporal, pollers, calendar: days, erasures: erased, files: kept };
    return { ready: Object.values(checks).every(({ state }) => state !== 'failing'), checks };
  }

  let found: { readonly answer: Promise<Readiness>; until: number } | null = null;
  return () => {
    if (found !== null && deps.now().getTime() < found.until) return found.answer;
    // As long as a look is under way, everybody waits for it.
    const mine = { answer: look(), until: Infinity };
    found = mine;
    const done = (): void => {
      mine.until = deps.now().getTime() + deps.freshForMs;
    };
    mine.answer.then(done, done);
    return mine.answer;
  };
}

function within<T>(asked: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('No answer in time.')), PATIENCE_MS);
    void asked.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
