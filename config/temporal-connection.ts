import { readFile } from 'node:fs/promises';
import type { TemporalEnv } from './env.js';

export type TemporalConnectionOptions = {
  address: string;
  apiKey?: string;
  tls?: { serverRootCACertificate?: Buffer; clientCertPair?: { crt: Buffer; key: Buffer } } | true;
};

/** The same options suit a client's `Connection.connect` and a worker's `NativeConnection.connect`. */
export async function temporalConnectionOptions(
  temporal: TemporalEnv,
  address: string,
): Promise<TemporalConnectionOptions> {
  const options: TemporalConnectionOptions = { address };
  if (temporal.apiKey !== undefined) {
    options.apiKey = temporal.apiKey;
    options.tls = true;
  }
  const { tlsCaFile, tlsCertFile, tlsKeyFile } = temporal;
  if (tlsCaFile === undefined && tlsCertFile === undefined) return options;
  const tls: Exclude<TemporalConnectionOptions['tls'], true | undefined> = {};
  if (tlsCaFile !== undefined) tls.serverRootCACertificate = await readFile(tlsCaFile);
  if (tlsCertFile !== undefined && tlsKeyFile !== undefined) {
    tls.clientCertPair = { crt: await readFile(tlsCertFile), key: await readFile(tlsKeyFile) };
  }
  options.tls = tls;
  return options;
}
