import { Connection } from '@temporalio/client';
import pg from 'pg';

/**
 * How each server of the stack is asked whether it is well. Each rejects when it is not, and gives up with the signal.
 */

/** A server that has no connection left is busy, and well. */
const tooManyConnections = '53300';

export async function postgresAnswers(url: string, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'huiying-supervisor' });
  client.on('error', () => undefined);
  const end = (): void => void client.end().catch(() => undefined);
  signal.addEventListener('abort', end, { once: true });
  try {
    await client.connect();
    await client.query('SELECT 1');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === tooManyConnections)) throw error;
  } finally {
    end();
  }
}

/** The namespace is read from the store, so a server whose store does not answer does not either. */
export async function temporalAnswers(address: string, namespace: string, signal: AbortSignal): Promise<void> {
  const connection = Connection.lazy({ address, connectTimeout: '5s' });
  try {
    await connection.withAbortSignal(signal, async () => {
      await connection.workflowService.getSystemInfo({});
      await connection.workflowService.describeNamespace({ namespace });
    });
  } finally {
    await connection.close();
  }
}

export async function apiAnswers(url: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(`${url}/healthz`, { signal });
  await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
}
