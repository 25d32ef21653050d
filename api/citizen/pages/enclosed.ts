import type { Request } from 'express';
import type { ProblemCode } from '../../../contracts/problems.js';
import { STATE_KIND, type Actor } from '../../../domain/ticket/vocabulary.js';
import { FilesAway } from '../../../files/files.js';
import type { StoredTicket } from '../../../storage/ticket/stored-ticket.js';
import { whileNamed, type NamingServices } from '../../attachment/naming.js';
import { enclosedIn, type EnclosedFile } from '../../http/multipart.js';
import { ApiProblem } from '../../http/problem.js';
import { bodyHashOf } from '../../idempotency/idempotency.js';
import type { Services } from '../../services.js';
import { dataKeyOrRefuse } from '../../ticket/command.js';
import { giveByLink, linkSender } from '../citizen-command.js';

/** Of one form. */
export const MOST_AT_ONCE = 6;

const refusals = new WeakMap<Request, ProblemCode[]>();

/** Why files of this form were not taken. */
export function leftOutOf(request: Request): readonly ProblemCode[] {
  return [...new Set(refusals.get(request) ?? [])];
}

/** Keeps a file of a form for this sender. What is not taken costs nobody the rest, and is told of. */
export async function keepFor(
  sender: Actor,
  { content, name, mediaType }: EnclosedFile,
  request: Request,
  { uploads }: Pick<Services, 'uploads'>,
): Promise<string | null> {
  // A browser sends an empty part for a field in which nothing was chosen.
  if (name === '') return null;
  const refused = refusals.get(request) ?? [];
  refusals.set(request, refused);
  try {
    if (enclosedIn(request).named.filter((one) => !one.startsWith(' ')).length > MOST_AT_ONCE) {
      throw new ApiProblem('too-many-attachments', `A form has at most ${MOST_AT_ONCE} files.`);
    }
    return (await uploads.take(content, { name, mediaType }, sender)).id;
  } catch (error) {
    // Where no file can be kept at this moment the words are taken: what is lost is a photo, and no request.
    if (error instanceof FilesAway) refused.push('unavailable');
    else if (error instanceof ApiProblem) refused.push(error.code);
    else throw error;
    return null;
  }
}

export const discardEnclosed = (ids: readonly string[], { uploads }: Pick<Services, 'uploads'>): Promise<void> =>
  uploads.discard(ids);

/** Gives the files that came with the form to the ticket, once. `false`: none was taken. */
export async function attachEnclosed(
  services: NamingServices & Pick<Services, 'views' | 'gateway'>,
  { ticket, key, request }: { readonly ticket: StoredTicket; readonly key: string; readonly request: Request },
): Promise<boolean> {
  const ids = enclosedIn(request).kept;
  if (ids.length === 0) return false;
  if (STATE_KIND[ticket.state.state] === 'end') {
    throw new ApiProblem('ticket-ended', 'The ticket has ended; nothing can be added to it.');
  }
  const { id } = ticket.state;
  const body = { attachments: [...ids] };
  const bodyHash = bodyHashOf(`attach ${id}`, body);
  const owner = { ticketId: id, dataKey: dataKeyOrRefuse(ticket) };
  await whileNamed(
    services,
    { ids, sender: linkSender(ticket), owner },
    () =>
      giveByLink(services, {
        ticket,
        command: 'attach',
        body,
        bodyHash,
        once: `attach ${id} ${key}`,
        expectedVersion: null,
      }),
    // Sent twice, these are others with new ids, and those of the first time are the ticket's.
    (outcome) => outcome.bodyHash === bodyHash,
  );
  return true;
}
