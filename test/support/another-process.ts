import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createApp } from '../../api/app.js';
import { createServices, type Services } from '../../api/services.js';
import { readEnv } from '../../config/env.js';
import type { Keys } from '../../config/key-ring.js';
import type { ApiWorld } from './api-world.js';
import { createToldWebhooks } from './told-webhooks.js';

export interface AnotherProcess {
  readonly base: string;
  readonly services: Services;
  close(): Promise<void>;
}

/**
 * A second process of the API over the same database. It shares nothing else with the first. `port`: where another one
 * listened before, or any.
 */
export async function anotherProcess(
  world: ApiWorld,
  keys: Keys,
  clock: () => number,
  port = 0,
): Promise<AnotherProcess> {
  const log = pino({ level: 'silent' });
  const { services, close } = createServices(
    world.database,
    { tickets: world.gateway, webhooks: createToldWebhooks(world.gateway) },
    {
      ...readEnv({}),
      ...{ databaseUrl: world.database.url, keys, requestsPerMinute: { key: null, address: null } },
      looks: { tenMinutes: null, hour: null },
    },
    clock,
    { log, registry: new Registry(), confirmStarted: () => undefined, isDraining: () => false },
  );
  const server: Server = createServer(createApp(services, { log }));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    services,
    async close() {
      services.listeners.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await close();
    },
  };
}
