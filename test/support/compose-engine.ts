import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASES, type ComposeServers, type DatabaseService } from './compose-servers.js';
import { composeRoot } from './compose.js';
import { eventually } from './eventually.js';

const SERVICES = Object.keys(DATABASES) as DatabaseService[];

/** A stand-in for the container engine, as far as the recipes of backup and restore go: a service is a server here. */
export interface ComposeEngine {
  /** Goes before PATH. */
  readonly bin: string;
  /** What the containers of the API have in their environment; read anew by each command. */
  apiIs(environment: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Does what `up` of the recipe asks for: starts the servers that it stopped, and `meanwhile` before the recipe goes
   * on. Waits until it asks.
   */
  up(meanwhile: () => Promise<void>): Promise<void>;
}

/** `docker compose exec|run|stop|up …`. */
export async function composeEngine(servers: ComposeServers, bin: string): Promise<ComposeEngine> {
  await mkdir(bin, { recursive: true });
  const write = async (name: string, text: string): Promise<void> => {
    await writeFile(join(bin, name), text);
    await chmod(join(bin, name), 0o755);
  };
  const exports = (environment: Readonly<Record<string, string>>): string =>
    Object.entries(environment)
      .map(([name, value]) => `export ${name}='${value}'\n`)
      .join('');
  const writeEnvironments = async (): Promise<void> => {
    for (const service of SERVICES) {
      const cluster = { PGDATA: join(servers.folder, service, 'cluster') };
      await write(`${service}.env`, exports({ ...servers.environmentOf(service), ...cluster }));
      await write(`${service}.pid`, String(servers.running(service).pid));
    }
  };
  await writeEnvironments();
  await write('chown', '#!/bin/sh\nexec /bin/chown -R --reference="$PGDATA.before" "$PGDATA"\n');
  await write('docker', script(bin));
  return {
    bin,
    apiIs: (environment) => write('api.env', exports(environment)),
    async up(meanwhile) {
      await eventually(() => {
        if (!existsSync(join(bin, 'wanted'))) throw new Error('Nobody asked for the services.');
      });
      for (const service of SERVICES) {
        await servers.running(service).stop();
        await servers.start(service);
      }
      await writeEnvironments();
      await meanwhile();
      await write('is-up', '');
    },
  };
}

/** Temporal is not there: what is asked of it is answered as done. */
function script(bin: string): string {
  return `#!/bin/sh
set -eu
shift
verb=$1
shift
case "$verb" in
  stop)
    for service in ${SERVICES.join(' ')}; do
      pid=$(cat "${bin}/$service.pid")
      kill -INT "$pid"
      while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    done
    exit 0
    ;;
  up)
    : > "${bin}/wanted"
    while [ ! -e "${bin}/is-up" ]; do sleep 0.1; done
    rm "${bin}/wanted" "${bin}/is-up"
    exit 0
    ;;
esac
while :; do
  case "$1" in
    -T | --rm | --no-deps) shift ;;
    --entrypoint) entry=$2; shift 2 ;;
    *) break ;;
  esac
done
service=$1
shift
. "${bin}/$service.env"
case "$*" in *reconcile*) echo "$*" >> "${bin}/asked"; exit 0 ;; esac
cd "${composeRoot}"
exec \${entry:-} "$@"
`;
}
