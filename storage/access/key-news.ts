import pg from 'pg';
import { KEY_CHANNEL } from './key-store.js';

export interface KeyNews {
  /**
   * The connection that listens now, by a number of its own; `null` while there is none. What was learnt of keys under
   * another number may have been revoked unheard.
   */
  readonly session: () => number | null;
  /** Called with the id of each key that is revoked, by whichever process. */
  onRevoked(listener: (id: string) => void): void;
  close(): Promise<void>;
}

const AGAIN_MS = 1_000;
/** How long a connection that died without a word may pass for one that is silent. */
const PROBE_EVERY_MS = 2_000;
const PROBE_TIMEOUT_MS = 2_000;

/** One connection that listens for revoked keys, opened again whenever it is lost. */
export function listenForKeys(databaseUrl: string, onError: (error: Error) => void): KeyNews {
  const listeners: ((id: string) => void)[] = [];
  let client: pg.Client | null = null;
  let session: number | null = null;
  let sessions = 0;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  async function open(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: PROBE_TIMEOUT_MS,
      query_timeout: PROBE_TIMEOUT_MS,
      keepAlive: true,
      application_name: 'huiying keys',
    });
    client = fresh;
    fresh.on('error', (error) => lost(fresh, error));
    fresh.on('end', () => lost(fresh, null));
    fresh.on('notification', ({ payload }) => {
      for (const listener of listeners) listener(payload ?? '');
    });
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${KEY_CHANNEL}`);
      if (client !== fresh) return;
      sessions += 1;
      session = sessions;
      timer = setTimeout(() => void probe(fresh), PROBE_EVERY_MS);
    } catch (error) {
      lost(fresh, error instanceof Error ? error : new Error(String(error)));
    }
  }

  async function probe(current: pg.Client): Promise<void> {
    try {
      await current.query('SELECT 1');
      if (client === current) timer = setTimeout(() => void probe(current), PROBE_EVERY_MS);
    } catch (error) {
      lost(current, error instanceof Error ? error : new Error(String(error)));
    }
  }

  function lost(which: pg.Client, error: Error | null): void {
    if (client !== which) return;
    client = null;
    session = null;
    clearTimeout(timer);
    // It is given up in any case; how its end goes changes nothing.
    which.end().catch(() => undefined);
    if (closed) return;
    if (error) onError(error);
    timer = setTimeout(() => void open(), AGAIN_MS);
  }

  void open();
  return {
    session: () => session,
    onRevoked: (listener) => void listeners.push(listener),
    async close() {
      closed = true;
      clearTimeout(timer);
      const last = client;
      client = null;
      session = null;
      await last?.end();
    },
  };
}
