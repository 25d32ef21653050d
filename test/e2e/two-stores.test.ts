import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { PATIENCE_MS } from '../support/eventually.js';
import { rowDifferences, setAside } from '../support/row-differences.js';
import { NO_WATER } from '../support/no-water.js';
import type { RunningStack } from '../support/running-stack.js';
import { newDataDir, removeDataDir, startStack, until } from '../support/running-stack.js';
import { workflowIdOf } from '../../domain/ticket/rules/intake.js';
import { noticeWorkflowId } from '../../workflows/notice/notice-messages.js';
import { RECONCILE_SCHEDULE } from '../../workflows/reconcile/reconcile-messages.js';

const AGAIN_MS = 20_000;

describe('The two stores of a running system', () => {
  let stack: RunningStack;
  let dataDir: string;
  let database: pg.Client;
  const ids: string[] = [];
  beforeAll(async () => {
    dataDir = await newDataDir();
    stack = await startStack(dataDir);
    database = new pg.Client({ connectionString: (await stack.runtime()).databaseUrl });
    await database.connect();
    for (let ticket = 0; ticket < 4; ticket += 1) {
      const { body } = await stack.send(stack.account('operator'), 'POST', '/tickets', {
        body: NO_WATER,
        patient: true,
      });
      ids.push(String(body['id']));
      await act(ids.at(-1) ?? '', 'operator', 'accept', {});
      await act(ids.at(-1) ?? '', 'dispatcher', 'dispatch', { unit: 'water', reason: '供水主管' });
    }
  });
  afterAll(async () => {
    await database.end();
    await stack.end();
    await removeDataDir(dataDir);
  });

  async function act(id: string, role: 'operator' | 'dispatcher', command: string, body: object): Promise<void> {
    const { status } = await stack.send(stack.account(role), 'POST', `/tickets/${id}/actions/${command}`, {
      body,
      ifMatch: '*',
      patient: true,
    });
    expect(status).toBe(200);
  }

  const rows = async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
    (await database.query<Record<string, unknown>>(sql, values)).rows;

  const huiying = (...words: string[]): ReturnType<RunningStack['command']> => stack.command(...words);

  async function figures(): Promise<string> {
    const { metricsUrls } = (await stack.runtime()) as unknown as { metricsUrls: string[] };
    const pages = await Promise.all(metricsUrls.map(async (url) => (await fetch(url)).text()));
    return pages.join('\n');
  }

  it('are compared by the Schedule, which mends what fell behind and counts it', async () => {
    const connection = await Connection.connect({ address: (await stack.runtime()).temporalAddress });
    const { schedule } = new Client({ connection, namespace: 'huiying' });
    // Twice, since a run goes on from what the last one answered.
    for (const id of ids.slice(0, 2)) {
      await rows(`UPDATE ticket SET version = 1, state = 'registered', lead_unit = NULL WHERE id = $1`, [id]);
      let triggeredAt = -Infinity;
      await until(
        async () => {
          // On a slow machine a run may leave out a ticket that did not answer in time; the next one asks it again.
          if (Date.now() - triggeredAt > AGAIN_MS) {
            await schedule.getHandle(RECONCILE_SCHEDULE).trigger('BUFFER_ONE');
            triggeredAt = Date.now();
          }
          return (await rows('SELECT state FROM ticket WHERE id = $1', [id]))[0]?.['state'] === 'dispatched';
        },
        PATIENCE_MS,
        () => 'the row was not mended',
      );
    }
    await connection.close();
    await until(
      async () => (await figures()).includes('huiying_reconcile_findings_total{kind="behind",repaired="true"} 2'),
      PATIENCE_MS,
      () => 'the finding was not counted',
    );
    expect(JSON.parse((await huiying('reconcile', '--json')).output)).toMatchObject({ looked: 4, findings: [] });
  });

  it('are left alone by who has no key: what they say is counted, and a channel they end is begun again', async () => {
    const connection = await Connection.connect({ address: (await stack.runtime()).temporalAddress });
    const { schedule, workflow } = new Client({ connection, namespace: 'huiying' });
    await workflow.getHandle(workflowIdOf(ids[3] ?? '')).signal('nudge', { id: 'n1' });
    await until(
      async () => /huiying_refused_messages_total\{[^}]*why="not-sealed"[^}]*\} 1/.test(await figures()),
      PATIENCE_MS,
      () => 'the refused message was not counted',
    );
    const channel = workflow.getHandle(noticeWorkflowId('webhook'));
    await channel.terminate();
    await schedule.getHandle(RECONCILE_SCHEDULE).trigger('BUFFER_ONE');
    await until(
      async () => (await channel.describe()).status.name === 'RUNNING',
      PATIENCE_MS,
      () => 'the channel was not begun again',
    );
    // What follows does harm that only a comparison by hand may find, so all that were asked for have ended, those too
    // that waited for one before them, and no other begins.
    await schedule.getHandle(RECONCILE_SCHEDULE).pause();
    await until(
      async () => {
        const { info, raw } = await schedule.getHandle(RECONCILE_SCHEDULE).describe();
        const waiting = Number(raw.info?.bufferSize ?? 0);
        return info.numActionsTaken >= 3 && info.runningActions.length === 0 && waiting === 0;
      },
      PATIENCE_MS,
      () => 'the comparison did not end',
    );
    await connection.close();
  });

  it('are compared by hand, and the exit code says that something is left to do', async () => {
    await rows(`UPDATE ticket_event SET actor_id = 'somebody else' WHERE ticket_id = $1 AND seq = 1`, [ids[1]]);
    await rows(`DELETE FROM ticket_clock WHERE ticket_id = $1`, [ids[2]]);
    const told = await huiying('reconcile');
    expect([told.code, told.output]).toEqual([1, expect.stringContaining('Differences: 2, of which 0 repaired')]);
    const mended = await huiying('reconcile', '--repair', '--all', '--json');
    const { findings } = JSON.parse(mended.output) as { findings: { kind: string; repaired: boolean }[] };
    expect(findings.map(({ kind, repaired }) => [kind, repaired]).sort()).toEqual([
      ['chain-broken', false],
      ['clocks-differ', true],
    ]);
  });

  it('give the same rows again when the read model is remade from the workflows', async () => {
    const tables = ['ticket', 'ticket_clock', 'ticket_words'];
    await setAside(rows, tables);
    await rows('TRUNCATE ticket_clock, ticket_words');
    await rows(
      `UPDATE ticket SET version = 0, state = '', kind = '', lead_path = '{}', snapshot = '{}', updated_at = 'epoch'`,
    );
    const { code, output } = await huiying('rebuild', '--yes');
    expect([code, output]).toEqual([0, expect.stringContaining('4 tickets, 4 from their workflow')]);
    expect(await rowDifferences(rows, tables)).toEqual([]);
  });

  it('name nobody in their figures, those of the Temporal library included', async () => {
    const page = await figures();
    expect(page).toContain('temporal_workflow_completed_total');
    expect(page).toContain('huiying_tickets_open{state="dispatched"} 4');
    for (const id of ids) expect(page).not.toContain(id);
    expect(page).not.toMatch(/="[^"]*([0-9a-f]{8}-[0-9a-f]{4}-|\d{8}-\d{4}|[\u4e00-\u9fff])/);
  });

  it('are reached by one request id, found in the log of the API and in that of the worker', async () => {
    const requestId = 'followed-from-end-to-end';
    const { apiUrl } = await stack.runtime();
    const answer = await fetch(`${apiUrl}/api/v1/tickets/${ids[3]}/actions/acknowledge`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${stack.account('handler', 'water').apiKey}`,
        'content-type': 'application/json',
        'if-match': '*',
        'x-request-id': requestId,
      },
      body: '{}',
    });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([200, requestId]);
    for (const log of ['api.log', 'worker.log'])
      await until(
        async () => (await readFile(join(dataDir, 'logs', log), 'utf8')).includes(`"requestId":"${requestId}"`),
        PATIENCE_MS,
        () => `${requestId} is not in ${log}`,
      );
  });
});
