import type pg from 'pg';
import { alertNotices } from '../../domain/look/alert-notices.js';
import { VIEW_SPANS, type ViewSpan } from '../../domain/look/brake.js';
import type { Look } from '../../domain/look/look.js';
import type { ContactDirectory } from '../../domain/notice/recipients.js';
import { TOLD, noticesAsJson } from '../notice/notice-rows.js';
import { bigint, instant, int, text, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';

/** That somebody looks at more than one person does. */
export interface LookAlert extends Pick<Look, 'actor' | 'key'> {
  /** The ticket that was looked at last. */
  readonly ticket: string;
  readonly span: ViewSpan;
  readonly views: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface LookAlerts {
  /** Tells those who audit, once for each person and window. `false`: they have been told. */
  tell(alert: LookAlert): Promise<boolean>;
}

const ADD = statement(
  `INSERT INTO look_alert (actor_id, span, since, at, views) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id`,
  { takes: [text, text, instant, instant, int], gives: { id: bigint } },
);
const NUMBER = statement('SELECT number FROM ticket WHERE id = $1', { takes: [uuid], gives: { number: text } });

/** `contacts`: where positions are reached, now. */
export function createLookAlerts(pool: pg.Pool, contacts: () => Promise<ContactDirectory>): LookAlerts {
  return {
    async tell({ actor, key, ticket, span, views, at }) {
      const directory = await contacts();
      const since = new Date(Math.floor(at / VIEW_SPANS[span]) * VIEW_SPANS[span]);
      return inTransaction(pool, async (client) => {
        const [added] = await ADD.rows(client, [actor.id, span, since, new Date(at), views]);
        if (!added) return false;
        const [named] = await NUMBER.rows(client, [ticket]);
        const facts = { number: named?.number ?? '', account: key ?? actor.id, span, views };
        const rows = alertNotices({ id: Number(added.id), at: new Date(at).toISOString(), facts }, directory);
        await TOLD.run(client, [ticket, noticesAsJson(rows)]);
        return true;
      });
    },
  };
}
