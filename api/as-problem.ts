import { Refusal } from '../domain/refusal.js';
import { FilesAway } from '../files/files.js';
import { isDatabaseAway } from '../storage/postgres/database-away.js';
import { CommandRefused, EngineUnavailable, EngineBusy, WorkflowGone } from './gateway/ticket-gateway.js';
import { ApiProblem, parserProblem } from './http/problem.js';

const RETRY_AFTER_SECONDS = '2';
/** Somebody has to act first. */
const LOST_RETRY_AFTER_SECONDS = '60';
const FILES_RETRY_AFTER_SECONDS = '30';
const INTERNAL = 'Something unexpected happened. It was logged under the request id in `instance`.';

/**
 * Everything that can be thrown, as a problem. What is not known here is a fault: logged, and told without its reasons.
 */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof CommandRefused) {
    const { currentState, version, allowedActions } = error.detail;
    return new ApiProblem(error.code, error.message, { currentState, version, allowedActions });
  }
  if (error instanceof Refusal) return new ApiProblem(error.code, error.message);
  if (error instanceof EngineUnavailable) {
    return new ApiProblem('unavailable', 'The workflow engine did not answer in time. The command may still be done.', {
      headers: { 'Retry-After': RETRY_AFTER_SECONDS },
    });
  }
  if (error instanceof FilesAway) {
    return new ApiProblem('unavailable', 'The place of files does not answer. Nothing was lost; send it again soon.', {
      headers: { 'Retry-After': FILES_RETRY_AFTER_SECONDS },
    });
  }
  if (error instanceof WorkflowGone) {
    return new ApiProblem(
      'workflow-lost',
      'The ticket is kept, but the workflow engine has no process for it any more. Nothing was done.',
      { headers: { 'Retry-After': LOST_RETRY_AFTER_SECONDS } },
    );
  }
  if (error instanceof EngineBusy) {
    return new ApiProblem('rate-limited', 'The workflow engine is at its limit.', {
      headers: { 'Retry-After': RETRY_AFTER_SECONDS },
    });
  }
  if (isDatabaseAway(error)) {
    return new ApiProblem('unavailable', 'The database did not answer in time.', {
      headers: { 'Retry-After': RETRY_AFTER_SECONDS },
    });
  }
  return parserProblem(error) ?? new ApiProblem('internal', INTERNAL);
}
