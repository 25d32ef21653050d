import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { CliFailure } from '../failure.js';
import { tryLock } from './file-lock.js';

export type PortName = 'api' | 'postgres' | 'temporal' | 'temporalUi' | 'metrics' | 'workerMetrics';

/** 12345 is the number of the hotline itself; the others follow it. */
export const defaultPorts: Readonly<Record<PortName, number>> = {
  api: 12345,
  postgres: 12346,
  temporal: 12347,
  temporalUi: 12348,
  metrics: 12349,
  workerMetrics: 12350,
};

const triesAfterDefault = 200;

function listenOnce(port: number, host: string): Promise<number | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await listenOnce(port, host)) !== undefined;
}

/** Whether somebody accepts connections there. */
export function portAnswers(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host });
    const end = (answers: boolean) => {
      socket.destroy();
      done(answers);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.setTimeout(1_000, () => end(false));
  });
}

/** Any free port. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const port = await listenOnce(0, host);
  if (port === undefined)
    throw new CliFailure('No port is free', `${host} gave none`, 'Close some programs and try again.');
  return port;
}

/** Asks for a port that nobody listens at; `false`: somebody keeps it all the same. */
export type Keep = (port: number) => Promise<boolean>;

/**
 * Keeps ports for this process as long as it runs, also before the part behind one listens and while it is started
 * again: programs that start at the same moment, or then, would take them, as they look free. They are kept among those
 * who share the folder. `get-port` keeps a port from the others of one process only, and for half a minute; two stacks
 * that start in the same second are two processes, and a part may be away for longer.
 */
export function keepPortsIn(folder: string): Keep {
  const own = new Set<number>();
  return async (port) => {
    if (own.has(port)) return true;
    try {
      if ('heldBy' in (await tryLock(join(folder, `${port}.lock`)))) return false;
    } catch {
      // Where nothing can be written, whoever listens first has it.
    }
    own.add(port);
    return true;
  };
}

/** The wanted port, or the next free one after it that is not in `taken`. */
export async function portFrom(
  wanted: number,
  {
    taken = new Set(),
    host = '127.0.0.1',
    keep = () => Promise.resolve(true),
  }: { readonly taken?: ReadonlySet<number>; readonly host?: string; readonly keep?: Keep } = {},
): Promise<number> {
  for (let port = wanted; port < Math.min(wanted + triesAfterDefault, 65_536); port += 1) {
    if (!taken.has(port) && (await isPortFree(port, host)) && (await keep(port))) return port;
  }
  return freePort(host);
}

/** For a port that was asked for by name: it or nothing. */
export async function insistOnPort(port: number, host = '127.0.0.1'): Promise<number> {
  if (await isPortFree(port, host)) return port;
  throw new CliFailure(
    `Port ${port} cannot be used`,
    `another program is listening on ${host}:${port}, or this account may not listen there`,
    'Stop that program, choose another number with --port, or leave --port out to take the next free one.',
  );
}
