import { searchAttributes } from '../config/search-attributes.js';
import type { Finding } from './finding.js';
import type { NamespaceState } from './stack/temporal-namespace.js';

const WANTED_RETENTION_DAYS = 30;

export interface MeantTemporal {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /**
   * What brings up all that is missing; `undefined` where the server is the operator's own and the parts are started by
   * hand.
   */
  readonly startIt: string | undefined;
}

/**
 * What a Temporal server that answers lacks. On a server of the operator's own, what mends it are the commands of
 * docs/operations.md.
 */
export function temporalFindings(state: NamespaceState, meant: MeantTemporal): Finding[] {
  const { namespace } = meant;
  const server: Finding = { name: 'Temporal', status: 'ok', says: `server ${state.serverVersion} at ${meant.address}` };
  if (!state.exists) return [server, namespaceMissing(meant)];
  return [server, retention(state, namespace), attributes(state, meant), workers(state, meant)];
}

function namespaceMissing({ namespace, startIt }: MeantTemporal): Finding {
  return {
    name: 'Namespace',
    status: 'fail',
    says: `${namespace} does not exist`,
    mend:
      startIt === undefined
        ? `temporal operator namespace create --namespace ${namespace} --retention ${WANTED_RETENTION_DAYS}d, and its search attributes (docs/operations.md)`
        : `${startIt}, which makes it`,
  };
}

function retention({ retentionDays }: NamespaceState, namespace: string): Finding {
  const name = 'Namespace';
  if (retentionDays >= WANTED_RETENTION_DAYS)
    return { name, status: 'ok', says: `${namespace} keeps finished workflows for ${retentionDays} days` };
  return {
    name,
    status: 'warn',
    says: `${namespace} keeps finished workflows for only ${retentionDays} days`,
    mend: `temporal operator namespace update --namespace ${namespace} --retention ${WANTED_RETENTION_DAYS}d`,
  };
}

function attributes(
  { missingSearchAttributes: missing }: NamespaceState,
  { namespace, startIt }: MeantTemporal,
): Finding {
  const name = 'Search attributes';
  if (missing.length === 0) return { name, status: 'ok', says: 'all are there' };
  const each = Object.entries(searchAttributes)
    .filter(([attribute]) => missing.includes(attribute))
    .map(([attribute, type]) => `--name ${attribute} --type ${type}`);
  return {
    name,
    status: 'fail',
    says: `missing ${missing.join(', ')}`,
    mend:
      startIt === undefined
        ? `temporal operator search-attribute create --namespace ${namespace} ${each.join(' ')}`
        : `${startIt}, which adds them`,
  };
}

function workers({ pollers }: NamespaceState, { taskQueue, startIt }: MeantTemporal): Finding {
  const name = 'Workers';
  if (pollers > 0) return { name, status: 'ok', says: `${pollers} waiting for work on ${taskQueue}` };
  const startWorker = 'node dist/worker/main.js';
  return {
    name,
    status: 'fail',
    says: `none is waiting for work on ${taskQueue}`,
    mend: startIt === undefined ? startWorker : `${startIt}, or ${startWorker}`,
  };
}
