import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { AnsweredRequest } from '../http/request-context.js';
import type { Backlog } from '../../storage/board/backlog-views.js';

export interface ApiMetrics {
  request(answered: AnsweredRequest): void;
  /**
   * A command that reached the engine, with what came of it: `done`, the code of a refusal, `ended`, `away`, `busy` or
   * `fault`.
   */
  command(command: string, result: string): void;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'];
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Labels hold words of our own only: patterns, commands, codes, states. Never a number, an id or a name of anybody. */
export function createApiMetrics(registry: Registry, backlog: () => Promise<Backlog>): ApiMetrics {
  const registers = [registry];
  const requests = new Histogram({
    name: 'huiying_http_request_seconds',
    help: 'Time to answer a request, by pattern of the route, method and class of status',
    labelNames: ['route', 'method', 'status'],
    buckets: SECONDS,
    registers,
  });
  const commands = new Counter({
    name: 'huiying_commands_total',
    help: 'Commands that reached the workflow engine, by what came of them',
    labelNames: ['command', 'result'],
    registers,
  });
  const gauge = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    read: (found: Backlog, to: Gauge<L>) => void,
  ): void => {
    new Gauge<L>({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        this.reset();
        try {
          read(await backlog(), this);
        } catch {
          // No figure is better than an old one; `huiying_database_up` says why it is missing.
        }
      },
    });
  };
  new Gauge({
    name: 'huiying_database_up',
    help: 'Whether PostgreSQL gave the figures of this page',
    registers,
    async collect() {
      this.set(
        await backlog().then(
          () => 1,
          () => 0,
        ),
      );
    },
  });
  gauge('huiying_tickets_open', 'Tickets that have not ended, by state', ['state'], (found, to) => {
    for (const { state, count } of found.states) to.set({ state }, count);
  });
  gauge('huiying_tickets_waiting_to_start', 'Accepted tickets whose workflow nobody has confirmed', [], (found, to) => {
    to.set(found.waitingToStart);
  });
  gauge('huiying_feed_lag_seconds', 'How long the oldest event waits that cannot be told yet', [], (found, to) => {
    to.set(found.feedLagSeconds);
  });
  gauge('huiying_webhook_subscriptions', 'Webhook subscriptions, by status', ['status'], (found, to) => {
    for (const { status, count } of found.subscriptions) to.set({ status }, count);
  });
  gauge(
    'huiying_webhook_failing_seconds',
    'How long the receiver that has failed longest has been failing',
    [],
    (found, to) => {
      to.set(found.webhookFailingSeconds);
    },
  );
  gauge(
    'huiying_webhook_late_events',
    'Events that receivers have not taken yet although they were sent',
    [],
    (found, to) => {
      to.set(found.webhookLate);
    },
  );
  gauge('huiying_webhook_dead_letters', 'Deliveries that were given up within the last day', [], (found, to) => {
    to.set(found.webhookDead);
  });
  gauge(
    'huiying_notices',
    'Notices that wait to be sent, or were given up, by channel',
    ['channel', 'status'],
    (found, to) => {
      for (const { channel, status, count } of found.notices) to.set({ channel, status }, count);
    },
  );
  return {
    request: ({ route, method, status, seconds, cutOff }) =>
      requests.observe(
        {
          route: route ?? 'none',
          method: METHODS.includes(method) ? method : 'other',
          status: cutOff ? 'cutOff' : `${Math.floor(status / 100)}xx`,
        },
        seconds,
      ),
    command: (command, result) => commands.inc({ command, result }),
  };
}
