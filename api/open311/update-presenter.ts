import type { UpdateItem, UpdateStatus } from '../../contracts/open311-updates.js';
import { CLOSING_NOTES, STATE_NOTES } from '../../domain/ticket/public-words.js';
import { STATE_KIND, type ClosingCode, type State } from '../../domain/ticket/vocabulary.js';
import type { PublicUpdate } from '../../storage/open311/open311-updates.js';
import { chinaTime } from '../http/time.js';
import { chosen, type Language } from './language.js';

/** Words that mean an end to those who read them stand only for what has ended. */
const OF_STATE: Readonly<Record<State, UpdateStatus>> = {
  registered: 'open',
  pendingDispatch: 'investigating',
  consulting: 'investigating',
  dispatched: 'investigating',
  inProgress: 'in_progress',
  adjudication: 'investigating',
  suspended: 'action_scheduled',
  replied: 'in_progress',
  callbackPending: 'in_progress',
  dissatisfiedReview: 'in_progress',
  // Its own citizen is still called back, so it is no `duplicate` that ended.
  merged: 'in_progress',
  split: 'in_progress',
  closed: 'closed',
  archived: 'closed',
  terminated: 'no_further_action',
  withdrawn: 'closed',
};
const OF_ENDING: Readonly<Record<ClosingCode, UpdateStatus>> = {
  answered: 'closed',
  redirected: 'not_councils_responsibility',
  declined: 'no_further_action',
  emergencyTransferred: 'internal_referral',
  solved: 'fixed',
  partlySolved: 'closed',
  explained: 'no_further_action',
  notRated: 'closed',
  noCallbackWanted: 'closed',
  unreachable: 'closed',
  panel: 'closed',
  deferred: 'closed',
  handedOver: 'not_councils_responsibility',
  terminated: 'no_further_action',
  withdrawn: 'closed',
  partsClosed: 'closed',
};

export function presentUpdate(update: PublicUpdate, language: Language): UpdateItem {
  const { number, seq, at, from, to, closingCode } = update;
  const open = STATE_KIND[to] === 'open';
  const ending = open ? null : closingCode;
  const reopened = open && STATE_KIND[from] !== 'open';
  const status = reopened ? 'reopen' : ending === null ? OF_STATE[to] : OF_ENDING[ending];
  return {
    update_id: `${number}.${seq}`,
    service_request_id: number,
    status,
    external_status_code: ending ?? to,
    updated_datetime: chinaTime(at),
    description: chosen(ending === null ? STATE_NOTES[to] : CLOSING_NOTES[ending], language),
  };
}
