import { Connection } from '@temporalio/client';
import proto, { type temporal } from '@temporalio/proto';
import { livePollers } from '../../config/live-pollers.js';
import type { TemporalConnectionOptions } from '../../config/temporal-connection.js';
import { CliFailure, messageOf } from '../failure.js';
import { pause } from './processes.js';

export const searchAttributeTypes = ['Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList'] as const;
export type SearchAttributeType = (typeof searchAttributeTypes)[number];
export type SearchAttributes = Readonly<Record<string, SearchAttributeType>>;

const { IndexedValueType, TaskQueueType } = proto.temporal.api.enums.v1;
const typeCodes: Readonly<Record<SearchAttributeType, temporal.api.enums.v1.IndexedValueType>> = {
  Text: IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  Int: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  Double: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
  Bool: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
  Datetime: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  KeywordList: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
};

const notFound = 5;
const alreadyExists = 6;
const secondsPerDay = 86_400;

type NamespaceConfig = temporal.api.namespace.v1.INamespaceConfig;
type Seconds = NonNullable<NonNullable<NamespaceConfig['workflowExecutionRetentionTtl']>['seconds']>;

function codeOf(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number'
    ? error.code
    : undefined;
}

export type NamespacePlan = Readonly<{
  connection: TemporalConnectionOptions;
  namespace: string;
  /** Finished workflows stay readable for this many days. A longer time that is already set is kept. */
  retentionDays: number;
  searchAttributes: SearchAttributes;
  /** How long to keep trying while the server is coming up. */
  patienceMs: number;
}>;

/**
 * Brings a namespace into the state the program needs: it exists, keeps finished workflows long enough, and knows the
 * search attributes. Safe to repeat. Answers what had to be changed.
 */
export async function prepareNamespace(plan: NamespacePlan): Promise<{ changed: string[] }> {
  const until = Date.now() + plan.patienceMs;
  for (;;) {
    try {
      return await prepareOnce(plan);
    } catch (error) {
      if (Date.now() > until) {
        throw new CliFailure(
          `The Temporal namespace ${plan.namespace} at ${plan.connection.address} could not be prepared`,
          messageOf(error),
          'Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the credentials, and that the account may change namespaces; ' +
            'or let an administrator make the namespace and its search attributes (docs/operations.md).',
          { cause: error },
        );
      }
      await pause(250);
    }
  }
}

async function prepareOnce(plan: NamespacePlan): Promise<{ changed: string[] }> {
  const connection = await Connection.connect({ ...plan.connection, connectTimeout: '3s' });
  const changed: string[] = [];
  try {
    const { namespace } = plan;
    const { workflowService, operatorService } = connection;
    await workflowService.getSystemInfo({});
    const wanted = plan.retentionDays * secondsPerDay;
    const ttl = { seconds: wanted as unknown as Seconds };
    const found = await workflowService.describeNamespace({ namespace }).catch((error: unknown) => {
      if (codeOf(error) === notFound) return undefined;
      throw error;
    });
    if (found === undefined) {
      await workflowService
        .registerNamespace({ namespace, workflowExecutionRetentionPeriod: ttl })
        .catch((error: unknown) => {
          if (codeOf(error) !== alreadyExists) throw error;
        });
      changed.push(`namespace ${namespace} made`);
    } else if (Number(found.config?.workflowExecutionRetentionTtl?.seconds ?? 0) < wanted) {
      await workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: ttl } });
      changed.push(`retention raised to ${plan.retentionDays} days`);
    }
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const missing = Object.entries(plan.searchAttributes).filter(([name]) => customAttributes[name] === undefined);
    if (missing.length > 0) {
      const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, typeCodes[type]]));
      await operatorService.addSearchAttributes({ namespace, searchAttributes }).catch((error: unknown) => {
        if (codeOf(error) !== alreadyExists) throw error;
      });
      changed.push(`search attributes added: ${missing.map(([name]) => name).join(', ')}`);
    }
    return { changed };
  } finally {
    await connection.close();
  }
}

export type NamespaceState = Readonly<{
  serverVersion: string;
  exists: boolean;
  retentionDays: number;
  missingSearchAttributes: readonly string[];
  pollers: number;
}>;

/** What doctor wants to know. Rejects when the server cannot be reached. */
export async function describeTemporal(
  connection: TemporalConnectionOptions,
  namespace: string,
  taskQueue: string,
  searchAttributes: SearchAttributes,
): Promise<NamespaceState> {
  const client = await Connection.connect({ ...connection, connectTimeout: '3s' });
  try {
    const { workflowService, operatorService } = client;
    const { serverVersion } = await workflowService.getSystemInfo({});
    const found = await workflowService.describeNamespace({ namespace }).catch((error: unknown) => {
      if (codeOf(error) === notFound) return undefined;
      throw error;
    });
    const known = { serverVersion: serverVersion ?? '', exists: found !== undefined };
    if (found === undefined)
      return { ...known, retentionDays: 0, missingSearchAttributes: Object.keys(searchAttributes), pollers: 0 };
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const queue = await workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    });
    return {
      ...known,
      retentionDays: Math.round(Number(found.config?.workflowExecutionRetentionTtl?.seconds ?? 0) / secondsPerDay),
      missingSearchAttributes: Object.keys(searchAttributes).filter((name) => customAttributes[name] === undefined),
      pollers: livePollers(queue.pollers, Date.now()),
    };
  } finally {
    await client.close();
  }
}
