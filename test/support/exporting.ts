import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { ExportBody, ExportLinkSchema } from '../../contracts/exports.js';
import type { ApiWorld, Json, Reply } from './api-world.js';

export const EXPORTS = '/api/v1/exports';

export interface Exporter {
  ask(key: string, changes?: object, idempotencyKey?: string): Promise<Reply>;
  /** As far as it is now. */
  stands(id: string, key: string): Promise<ExportBody>;
  decide(id: string, key: string, grant?: boolean): Promise<Reply>;
  /** What the program does in the background. */
  made(): Promise<void>;
  link(id: string, key: string): Promise<Reply>;
  fetch(link: string, key: string): Promise<Reply>;
  /** Asked, made and fetched by one person. */
  file(key: string, changes?: object): Promise<string>;
}

export const exportIn = ({ body }: Reply): ExportBody => body as unknown as ExportBody;
export const linkIn = ({ body }: Reply): string => (body as unknown as z.output<typeof ExportLinkSchema>).link;

export function exporterOf(world: ApiWorld): Exporter {
  const exporter: Exporter = {
    ask: (key, changes = {}, idempotencyKey) =>
      world.send('POST', EXPORTS, key, {
        body: { kind: 'tickets', format: 'csv', purpose: 'analysis', words: '每月分析', ...changes },
        ...(idempotencyKey !== undefined && { key: idempotencyKey }),
      }),
    stands: async (id, key) => exportIn(await world.get(`${EXPORTS}/${id}`, key)),
    decide: (id, key, grant = true) => world.send('POST', `${EXPORTS}/${id}/decision`, key, { body: { grant } }),
    made: () => world.services.exportMaker.make(),
    link: (id, key) => world.send('POST', `${EXPORTS}/${id}/link`, key),
    async fetch(link, key) {
      const response = await fetch(`${world.base}${link}`, { headers: { Authorization: `Bearer ${key}` } });
      const text = await response.text();
      const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
      const { status, headers } = response;
      return { status, headers, text, body: (isProblem ? JSON.parse(text) : {}) as Json };
    },
    async file(key, changes) {
      const asked = await exporter.ask(key, changes);
      if (asked.status !== 202) throw new Error(`Not asked: ${asked.status} ${asked.text}`);
      await exporter.made();
      const link = await exporter.link(asked.body.id, key);
      if (link.status !== 200) throw new Error(`No link: ${link.status} ${link.text}`);
      const { status, text } = await exporter.fetch(linkIn(link), key);
      if (status !== 200) throw new Error(`Not fetched: ${status} ${text}`);
      return text;
    },
  };
  return exporter;
}

/** So many more tickets like this one, without words: rows that lists, counts and exports find. */
export async function moreLike(world: ApiWorld, id: string, many: number): Promise<void> {
  const { pool } = world.database;
  const { rows } = await pool.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'ticket'`,
  );
  const anew: Readonly<Record<string, string>> = {
    id: 'n.id',
    number: 'n.number',
    wrapped_key: 'n.key',
    citizen_sealed: 'NULL',
    content_sealed: 'NULL',
    registered_at: `t.registered_at - n.place * interval '1 second'`,
    snapshot: `(t.snapshot::jsonb || jsonb_build_object('id', n.id, 'number', n.number))::json`,
  };
  const names = rows.map(({ name }) => name);
  const ids = Array.from({ length: many }, () => randomUUID());
  await pool.query(
    `INSERT INTO ticket (${names.join(', ')})
     SELECT ${names.map((name) => anew[name] ?? `t.${name}`).join(', ')}
     FROM ticket t, unnest($2::uuid[], $3::text[], $4::bytea[]) WITH ORDINALITY AS n(id, number, key, place) WHERE t.id = $1`,
    [
      id,
      ids,
      ids.map((_id, index) => `20250101-${String(index + 1).padStart(6, '0')}`),
      ids.map((one) => world.services.sealing.newDataKey(one).wrappedKey),
    ],
  );
}
