import type { LiveTicketBody } from '../../contracts/live-ticket.js';
import type { Words } from '../../domain/ticket/words.js';
import { CliFailure, messageOf } from '../failure.js';
import type { HttpAnswer, Transport } from '../simulate/connection.js';
import type { TicketEvent } from './history-lines.js';

/** What the command asks of the API about one ticket. */
export interface Questions {
  live(): Promise<LiveTicketBody>;
  events(): Promise<TicketEvent[]>;
  changedSince(version: number): Promise<boolean>;
  unitNames(): Promise<Map<string, Words>>;
}

/** Nothing is known but that there was no answer; asking again may help. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

export function createQuestions(transport: Transport, apiKey: string, ticket: string): Questions {
  const path = `/tickets/${encodeURIComponent(ticket)}`;

  async function ask(what: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    const answer = await transport({ method: 'GET', path: what, apiKey, headers }).catch((error: unknown) => {
      throw new NoAnswer(messageOf(error), { cause: error });
    });
    if (answer.status < 400) return answer;
    const { code = '', detail = '' } = (answer.body ?? {}) as { code?: string; detail?: string };
    if (answer.status >= 500 || answer.status === 429) throw new NoAnswer(detail || `HTTP ${answer.status}`);
    throw refusal(ticket, code, detail || `HTTP ${answer.status}`);
  }

  return {
    live: async () => (await ask(`${path}/live`)).body as LiveTicketBody,
    async events() {
      const all: TicketEvent[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const from = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
        const page = (await ask(`${path}/events${from}`)).body as { items: TicketEvent[]; nextCursor: string | null };
        all.push(...page.items);
        cursor = page.nextCursor;
      }
      return all;
    },
    changedSince: async (version) => (await ask(path, { 'If-None-Match': `"v${version}"` })).status !== 304,
    async unitNames() {
      const { items } = (await ask('/units')).body as { items: { id: string; name: string; nameEn: string }[] };
      return new Map(items.map(({ id, name, nameEn }) => [id, { zh: name, en: nameEn }]));
    },
  };
}

function refusal(ticket: string, code: string, detail: string): CliFailure {
  if (code === 'ticket-not-found') {
    return new CliFailure(
      `There is no ticket ${ticket} to show`,
      'it does not exist, or this key may not see it',
      'Check the number, or ask with another key.',
      { exitCode: 2 },
    );
  }
  if (code === 'unauthenticated') {
    return new CliFailure(
      'The key is not accepted',
      'it is unknown, expired or revoked',
      'Give another one with --key or HUIYING_API_KEY.',
      { exitCode: 2 },
    );
  }
  return new CliFailure('The API refused to answer', `${code} (${detail.replace(/\.$/, '')})`, 'See the key’s role.');
}
