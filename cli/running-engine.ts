import { Client, Connection } from '@temporalio/client';
import { sealedClient } from '../codec/data-converter.js';
import type { Env } from '../config/env.js';
import type { KeyRing } from '../config/key-ring.js';
import { temporalConnectionOptions } from '../config/temporal-connection.js';
import { CliFailure, messageOf } from './failure.js';
import { meantKeys } from './stack/data-keys.js';
import { readRuntime, runtimeFileIn } from './stack/runtime-file.js';

export interface MeantEngine {
  readonly client: Client;
  readonly keys: KeyRing;
  close(): Promise<void>;
}

/**
 * The workflow server that is meant: TEMPORAL_ADDRESS, else that of the running stack; with the key that opens what is
 * in it.
 */
export async function meantEngine(env: Env): Promise<MeantEngine> {
  const running = await readRuntime(env.runtimeFile ?? runtimeFileIn(env.dataDir));
  const address = env.temporal.address ?? running?.temporalAddress;
  if (address === undefined) {
    throw new CliFailure(
      'There is no workflow server to ask',
      `TEMPORAL_ADDRESS is not set and nothing is running on ${env.dataDir}`,
      'Start everything with npm start, or set TEMPORAL_ADDRESS.',
    );
  }
  const keys = await meantKeys(env);
  const connection = await Connection.connect(await temporalConnectionOptions(env.temporal, address)).catch(
    (error: unknown) => {
      throw new CliFailure(
        'The workflow server does not answer',
        `${address}: ${messageOf(error)}`,
        'See temporal.log in the logs folder, or look with: huiying doctor',
        { cause: error },
      );
    },
  );
  return {
    client: new Client({
      connection,
      namespace: env.temporal.namespace,
      ...sealedClient(() => keys.keysFor('payloads')),
    }),
    keys,
    close: () => connection.close(),
  };
}
