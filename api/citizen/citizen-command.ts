import { z } from 'zod';
import type { CommandBodies } from '../../domain/ticket/commands.js';
import { CITIZEN } from '../../domain/ticket/vocabulary.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import type { CommandOutcome } from '../../workflows/ticket/ticket-messages.js';
import { onceId } from '../idempotency/idempotency.js';
import type { Services } from '../services.js';
import { dataKeyOrRefuse, retryAfterStart } from '../ticket/command.js';
import { sealFreeText } from '../ticket/free-text.js';

export const CITIZEN_TAG = 'From the citizen';

export const linkParams = z.object({
  token: z.string().max(100).meta({ description: 'The last part of the link that the citizen was sent.' }),
});

type ByLink = 'rate' | 'appeal' | 'attach';

export interface GivenByLink<C extends ByLink> {
  readonly ticket: StoredTicket;
  readonly command: C;
  readonly body: CommandBodies[C];
  readonly bodyHash: string;
  /** What is sent twice with the same is one command. */
  readonly once: string;
  readonly expectedVersion: number | null;
}

/** Gives a command of the citizen, whom a link has proved, to the ticket's workflow. */
export function giveByLink<C extends ByLink>(
  services: Pick<Services, 'views' | 'gateway'>,
  { ticket, command, body, bodyHash, once, expectedVersion }: GivenByLink<C>,
): Promise<CommandOutcome> {
  const { id } = ticket.state;
  const words = sealFreeText(command, body, id, dataKeyOrRefuse(ticket));
  return retryAfterStart(services, { id }, () =>
    services.gateway.execute(id, command, onceId('citizen', once), {
      actor: CITIZEN,
      ...words,
      facts: { units: {}, classFacts: null, master: null },
      expectedVersion,
      bodyHash,
    }),
  );
}
