import { createServer, type AddressInfo } from 'node:net';

const LOOPBACK = '127.0.0.1';
const PATIENCE_MS = 2_000;

/**
 * A place where Temporal's own library can serve its figures to this process; it knows no other way to hand them over.
 */
export async function sdkMetricsAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return `${LOOPBACK}:${port}`;
}

export async function readSdkMetrics(address: string): Promise<string> {
  const response = await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(PATIENCE_MS) });
  return response.text();
}
