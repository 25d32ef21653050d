import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Bulk, BulkAnswerSchema, BulkResult } from '../../contracts/bulk.js';
import { COMMAND_BODIES, type AccountCommand } from '../../contracts/commands.js';
import type { FieldError, Problem } from '../../contracts/problem.js';
import { PROBLEMS } from '../../contracts/problems.js';
import type { CommandBodies } from '../../domain/ticket/commands.js';
import { mapConcurrently } from '../../pacing/map-concurrently.js';
import { EngineUnavailable } from '../gateway/ticket-gateway.js';
import { expectedVersion } from '../http/etag.js';
import { asProblem } from '../as-problem.js';
import { ApiProblem } from '../http/problem.js';
import { unseen } from '../look/shown.js';
import { ticketNotFound } from '../route.js';
import { fieldErrors } from '../http/validation.js';
import type { Account } from '../access/account.js';
import { executeCommand, type CommandServices, type GivenCommand } from '../ticket/command.js';
import { tryCommand } from './try-command.js';

export interface BulkRequest {
  readonly command: AccountCommand;
  readonly bulk: Bulk;
  readonly account: Account;
  readonly key: string | null;
  /** Puts a problem into the caller's words. */
  readonly told: (problem: ApiProblem) => Problem;
  readonly onFault: (error: unknown) => void;
}

type Taken = Pick<BulkResult, 'status' | 'version' | 'state' | 'replayed'>;
type BulkAnswer = z.input<typeof BulkAnswerSchema>;

const AT_A_TIME = 8;
/** So many items without an answer, and the engine is taken to be away: those that remain would only wait, too. */
const AWAY_AFTER = 3;

/**
 * Gives one command to many tickets. Each is a command of its own, done or refused by itself, and each has its result.
 * Under a key every item has a key of its own, made of it and the ticket: repeated, what was done is answered as before
 * and the rest is tried again.
 */
export async function giveInBulk(services: CommandServices, request: BulkRequest): Promise<BulkAnswer> {
  const { command, bulk, told, onFault } = request;
  const bodies = bodiesOf(command, bulk);
  let unanswered = 0;
  const results = await mapConcurrently(bulk.items, AT_A_TIME, async (item, index): Promise<BulkResult> => {
    try {
      if (unanswered >= AWAY_AFTER) {
        throw new ApiProblem(
          'unavailable',
          'The workflow engine went away before this ticket was tried. It was not done.',
        );
      }
      // Of each ticket no more is told than its state.
      const taken = await unseen(() => giveOne(services, request, item, bodies[index] ?? {}));
      return { id: item.id, ...taken, problem: null };
    } catch (error) {
      if (error instanceof EngineUnavailable) unanswered += 1;
      const problem = asProblem(error);
      if (problem.code === 'internal') onFault(error);
      const { status } = PROBLEMS[problem.code];
      const { version = null, currentState = null } = problem.extras;
      return { id: item.id, status, version, state: currentState, replayed: false, problem: told(problem) };
    }
  });
  const count = (is: (status: number) => boolean): number => results.filter(({ status }) => is(status)).length;
  const toRepeat = count((status) => status === 429 || status >= 500);
  const taken = count((status) => status < 300);
  return { command, dryRun: bulk.dryRun, taken, refused: results.length - taken - toRepeat, toRepeat, results };
}

async function giveOne(
  services: CommandServices,
  { command, bulk, account, key }: BulkRequest,
  item: Bulk['items'][number],
  body: object,
): Promise<Taken> {
  const id = key === null ? item.id : await idOf(services, account, item.id);
  const given: GivenCommand<AccountCommand> = {
    ticket: id,
    command,
    body: body as CommandBodies[AccountCommand],
    account,
    key: key === null ? null : keyOfItem(key, id),
    expectedVersion: item.ifMatch === undefined ? null : expectedVersion(item.ifMatch),
  };
  if (bulk.dryRun) return tryCommand(services, given);
  const answer = await executeCommand(services, given);
  const { version, state } = answer.body as { version: number; state: Taken['state'] };
  return { status: answer.status, version, state, replayed: answer.headers?.['Idempotency-Replayed'] === 'true' };
}

/** The key of an item goes by the ticket's id, so that its number means the same. */
async function idOf({ views }: Pick<CommandServices, 'views'>, account: Account, named: string): Promise<string> {
  if (named.length === UUID_LENGTH) return named;
  const found = await views.findForCommand(account, named, null);
  if (!found) throw ticketNotFound();
  return found.ticket.id;
}
const UUID_LENGTH = 36;

function keyOfItem(key: string, ticketId: string): string {
  return `bulk:${createHash('sha256').update(`${key}\n${ticketId}`).digest('hex')}`;
}

/** Every body, checked against its command before anything is done: a mistake in one is a mistake in the request. */
function bodiesOf(command: AccountCommand, { items, body: shared }: Bulk): object[] {
  const schema: z.ZodType<object> = COMMAND_BODIES[command];
  const errors: FieldError[] = [];
  const checked = (body: object, at: string): object => {
    const result = schema.safeParse(body);
    if (result.success) return result.data;
    errors.push(...fieldErrors(result.error, body, 'body').map((one) => ({ ...one, pointer: `${at}${one.pointer}` })));
    return {};
  };
  const common = items.some(({ body }) => body === undefined) ? checked(shared, '/body') : {};
  const bodies = items.map(({ body }, index) => (body === undefined ? common : checked(body, `/items/${index}/body`)));
  for (const [index, { id }] of items.entries()) {
    if (items.findIndex((one) => one.id === id) === index) continue;
    errors.push({ pointer: `/items/${index}/id`, code: 'invalid', message: 'This ticket is named twice.' });
  }
  if (errors.length === 0) return bodies;
  throw new ApiProblem('validation-failed', 'The body does not fit; nothing was done.', {
    errors: errors.slice(0, 50),
  });
}
