import type { Request } from 'express';
import type { Logger } from 'pino';
import { exceeded, exhausted, type Excess, type ViewLimits, type Views } from '../../domain/look/brake.js';
import { weightOf, type Look, type LookWay } from '../../domain/look/look.js';
import { failureName } from '../../pacing/failure-name.js';
import { apiKeyPrefix } from '../../storage/access/api-keys.js';
import type { LookAlerts } from '../../storage/look/look-alerts.js';
import type { LookStore, Recorded } from '../../storage/look/look-store.js';
import type { Account } from '../access/account.js';
import { ApiProblem } from '../http/problem.js';
import type { LookMetrics } from '../metrics/look-metrics.js';
import type { Gathered, ShownOf } from './shown.js';

/** An answer that is about to be sent. */
export interface Answered {
  readonly account: Account;
  readonly request: Request;
  /** The way of the route. */
  readonly way: LookWay;
  readonly gathered: Gathered;
}

export interface LookTrail {
  /**
   * Writes down what an answer shows, before it goes out. Rejects when that may not have been kept, with `unavailable`;
   * and when this person has looked at more than one person does, with `too-many-looks`: then nothing is to be shown.
   */
  keep(answered: Answered): Promise<void>;
}

interface Deps {
  readonly store: Pick<LookStore, 'record'>;
  readonly alerts: LookAlerts;
  readonly limits: ViewLimits;
  readonly metrics: LookMetrics;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

interface Known {
  views: Views;
  /** Views that are being written. */
  underWay: number;
}

/** Of so many people it is remembered what they have viewed; who is forgotten is counted at the next view. */
const MOST_KNOWN = 10_000;
const RETRY_AFTER_SECONDS = '2';

export function createLookTrail({ store, alerts, limits, metrics, log, clock }: Deps): LookTrail {
  const known = new Map<string, Known>();

  async function keep({ account, request, way, gathered }: Answered): Promise<void> {
    const shown = [...gathered.shown.values()];
    if (shown.length === 0) return;
    const how = gathered.way ?? way;
    const looks = looksOf({ shown, how, counted: gathered.counted }, account, request, clock());
    const weight = looks.reduce((sum, look) => sum + look.weight, 0);
    const person = weight > 0 ? ofPerson(account.id) : null;
    if (person) assertViewsLeft(person, looks);
    // Of rows that come a moment later, it is under way until then.
    const isWritten = (all?: ReadonlyMap<string, Views>): void => {
      if (!person) return;
      person.underWay -= weight;
      const views = all?.get(account.id);
      if (!views) return;
      person.views = views;
      const excess = exceeded(views, limits, clock());
      if (excess) alarm(excess, looks);
    };
    if (person) person.underWay += weight;
    try {
      const { views } = await written(looks);
      metrics.looked(how, looks.length);
      if (views instanceof Promise) views.then(isWritten, () => isWritten());
      else isWritten(views);
    } catch (error) {
      isWritten();
      throw error;
    }
  }

  function ofPerson(id: string): Known {
    const nothing = { views: 0, since: clock() };
    const person = known.get(id) ?? { views: { tenMinutes: nothing, hour: nothing }, underWay: 0 };
    // The one who came last is forgotten last.
    known.delete(id);
    known.set(id, person);
    if (known.size > MOST_KNOWN) for (const [oldest] of known) if (known.delete(oldest)) break;
    return person;
  }

  function assertViewsLeft({ views, underWay }: Known, looks: readonly Look[]): void {
    const now = clock();
    const excess = exhausted(views, limits, now, underWay);
    if (!excess) return;
    alarm(excess, looks);
    throw new ApiProblem(
      'too-many-looks',
      `You have looked at ${excess.views} protected tickets or pages of them lately. Nothing is shown to you until some time has passed, and the auditors were told.`,
      { headers: { 'Retry-After': String(Math.max(1, Math.ceil((excess.endsAt - now) / 1_000))) } },
    );
  }

  async function written(looks: readonly Look[]): Promise<Recorded> {
    try {
      return await store.record(looks);
    } catch (error) {
      log.error({ error: failureName(error) }, 'A look could not be written down');
      throw new ApiProblem(
        'unavailable',
        'That this was looked at could not be written down, so it is not shown. Ask again in a moment.',
        { headers: { 'Retry-After': RETRY_AFTER_SECONDS } },
      );
    }
  }

  /** Told once for each person and window, in whichever process; whoever asked does not wait for it. */
  function alarm({ span, views }: Excess, looks: readonly Look[]): void {
    const look = looks.find(({ weight }) => weight > 0);
    if (!look?.ticket) return;
    const { actor, key, ticket } = look;
    void alerts.tell({ actor, key, ticket, span, views, at: clock() }).then(
      (isNew) => {
        if (!isNew) return;
        metrics.alerted(span);
        log.warn({ account: actor.id, key, role: actor.role, span, views }, 'Somebody looks at too much');
      },
      (error: unknown) =>
        log.error(
          { account: actor.id, key, span, views, error: failureName(error) },
          'Somebody looks at too much, and nobody could be told',
        ),
    );
  }

  return { keep };
}

/** One row a ticket. An answer counts on its first row that shows something protected as it was written. */
function looksOf(
  { shown, how, counted }: { readonly shown: readonly ShownOf[]; readonly how: LookWay; readonly counted: boolean },
  { id, role, unit, by: shows }: Account,
  request: Request,
  now: number,
): Look[] {
  const counts = ({ guarded, fields }: ShownOf): boolean => guarded && fields.length > 0;
  const weight = counted ? 0 : weightOf(how, shown.filter(counts).length);
  const first = shown.find(counts);
  const by = {
    at: new Date(now).toISOString(),
    actor: { id, role, unit },
    key: keyPrefixOf(request),
    session: shows.kind === 'session' ? shows.id : null,
    address: request.ip ?? null,
    how,
  };
  return shown.map((one) => ({ ...by, ...one, weight: one === first ? weight : 0 }));
}

/** The visible part of the key that a request shows; it opens nothing. */
export function keyPrefixOf({ headers }: Pick<Request, 'headers'>): string | null {
  const [, key] = /^Bearer (\S{1,200})$/i.exec(headers.authorization ?? '') ?? [];
  return key === undefined ? null : apiKeyPrefix(key);
}
