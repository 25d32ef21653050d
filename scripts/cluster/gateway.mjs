import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseDocument } from 'yaml';
import { startNames } from './names.mjs';
import { root } from './product.mjs';

const READY_MS = 20_000;
/** The first of the run is where everything else listens. */
const FIRST_HOST = 2;

/**
 * The Caddyfile of docker-compose.yml where it has no compose network: it listens on this port of loopback, and looks
 * for `api` there.
 * @param {string} shipped @param {{ port: number, apiPort: number, namesPort: number }} ports
 */
export function onLoopback(shipped, { port, apiPort, namesPort }) {
  return [
    [/^:8080 \{/m, `http://127.0.0.1:${port} {`],
    [/^( *)dynamic a api 8080 \{/m, `$1dynamic a api ${apiPort} {\n$1  resolvers 127.0.0.1:${namesPort}`],
  ].reduce((text, [from, to]) => {
    if (!from.test(text)) throw new Error(`The gateway of docker-compose.yml has no line like ${from.source}.`);
    return text.replace(from, to);
  }, shipped);
}

/**
 * Caddy as docker-compose.yml ships it, before APIs that have an address each and all the same port. The name server of
 * the compose network goes on naming an API that is being restarted, and so does this one.
 */
export async function startGateway(product, { caddy, folder }) {
  const [port, apiPort, namesPort] = [await product.freePort(), await product.freePort(), await product.freePort()];
  const names = await startNames(namesPort);
  const file = join(folder, 'Caddyfile');
  const { configs } = parseDocument(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }).toJS();
  const shipped = configs.gateway.content.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
  await writeFile(file, onLoopback(shipped, { port, apiPort, namesPort }));
  const child = await product.startChild({
    command: caddy,
    args: ['run', '--adapter', 'caddyfile', '--config', file],
    env: product.childEnvironment({ HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }),
    logFile: join(folder, 'gateway.log'),
    stopSignal: 'SIGTERM',
    stopGraceMs: 10_000,
  });
  let ended = false;
  void child.exited.then(() => (ended = true));
  for (const until = Date.now() + READY_MS; !(await product.portAnswers(port)); await pause(100))
    if (ended || Date.now() > until) throw new Error(`The gateway did not start; see ${join(folder, 'gateway.log')}.`);
  let host = FIRST_HOST - 1;
  return {
    port,
    apiPort,
    /** An address for one more API, which is named from now on until `leave` is called. */
    place() {
      const address = `127.0.0.${(host += 1)}`;
      return { address, leave: names.add(address) };
    },
    async close() {
      await child.stop();
      await names.close();
    },
  };
}
