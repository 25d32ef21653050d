import type { Actor } from '../../domain/ticket/vocabulary.js';
import { MOST_BY_LINK } from '../../domain/attachment/attachment.js';
import type { Owner } from '../../storage/attachment/attachment-store.js';
import { CommandRefused } from '../gateway/ticket-gateway.js';
import { ApiProblem } from '../http/problem.js';
import type { Services } from '../services.js';

export type NamingServices = Pick<Services, 'attachments' | 'uploads' | 'now'>;

interface Named {
  readonly ids: readonly string[];
  readonly sender: Actor;
  readonly owner: Owner;
}

/**
 * Has a step name files of this sender. They are handed the ticket's key first, and are the ticket's once the step was
 * taken; if it was refused they are their sender's again. Where nobody can say what became of it, the history of the
 * ticket will, and whoever looks after the files reads it there.
 */
export async function whileNamed<T>(
  { attachments, uploads, now }: NamingServices,
  { ids, sender, owner }: Named,
  step: () => Promise<T>,
  wasTaken: (answer: T) => boolean = () => true,
): Promise<T> {
  if (ids.length === 0) return step();
  await assertRoom({ attachments, uploads }, ids.length, sender, owner.ticketId);
  if (!(await attachments.claim(ids, sender.id, owner, now()))) {
    throw new ApiProblem(
      'attachment-not-found',
      'One of these files was not sent by you, belongs to another ticket, or is gone; none was attached.',
    );
  }
  let answer: T;
  try {
    answer = await step();
  } catch (error) {
    if (error instanceof CommandRefused || error instanceof ApiProblem) await attachments.release(ids, owner.ticketId);
    throw error;
  }
  if (wasTaken(answer)) await attachments.settle(ids, owner.ticketId, now());
  else await attachments.release(ids, owner.ticketId);
  return answer;
}

async function assertRoom(
  { attachments, uploads }: Pick<NamingServices, 'attachments' | 'uploads'>,
  more: number,
  sender: Actor,
  ticketId: string,
): Promise<void> {
  const { perTicket } = uploads.limits;
  const { all, byLink } = await attachments.named(ticketId);
  const isFull = all + more > perTicket;
  if (!isFull && (sender.role !== 'citizen' || byLink + more <= MOST_BY_LINK)) return;
  throw new ApiProblem(
    'too-many-attachments',
    isFull
      ? `A ticket has at most ${perTicket} files. Send what belongs together as one paper.`
      : `By a link at most ${MOST_BY_LINK} files are attached to a ticket. Hand further ones to the hotline.`,
  );
}
