import type { State } from '../../domain/ticket/vocabulary.js';
import type { Act, Situation } from './act.js';
import { give, liveClock, nextRungAt, times, waitUntil } from './act.js';
import { adjudicating, atIntake, consulting, deciding, dispatching } from './acts-of-hotline.js';
import { acknowledging, handling } from './acts-of-units.js';
import { afterClosing, callingBack, judging, reviewing } from './acts-after-reply.js';
import { happens, pick } from './chance.js';

const WITHDRAWN_FROM: readonly [State, ...State[]] = [
  'registered',
  'pendingDispatch',
  'dispatched',
  'inProgress',
  'replied',
];

/** What somebody does next on this ticket, by its state and its plot. Pure: the same situation, the same act. */
export function nextAct(situation: Situation): Act {
  const { seen, plan } = situation;
  if (seen.kind === 'end') return { kind: 'over' };
  if (plan.plot === 'withdrawn' && seen.state === pick(plan.chance, 'withdrawnFrom', WITHDRAWN_FROM)) {
    return give({ role: 'operator' }, 'withdraw', { reason: '市民来电表示问题已自行解决，申请撤回。' });
  }
  const request = seen.requests.find(({ status }) => status === 'open');
  if (request) return deciding(situation, request);
  switch (seen.state) {
    case 'registered':
      return atIntake(situation);
    case 'pendingDispatch':
      return dispatching(situation);
    case 'consulting':
      return consulting(situation);
    case 'adjudication':
      return adjudicating(situation);
    case 'dispatched':
      return acknowledging(situation);
    case 'inProgress':
      return handling(situation);
    case 'suspended':
      return suspended(situation);
    case 'replied':
      return reviewing(situation);
    case 'callbackPending':
      return callingBack(situation);
    case 'dissatisfiedReview':
      return judging(situation);
    case 'merged':
      return following(situation);
    case 'closed':
      return afterClosing(situation);
    default:
      return waitUntil(nextRungAt(seen), 'the clock');
  }
}

/** Most suspensions are ended by the clock, some by the unit or a supervisor. */
function suspended({ seen, plan }: Situation): Act {
  if (!happens(plan.chance, 'resumedByHand', 0.25)) {
    return waitUntil(liveClock(seen, 'suspension')?.dueAt, 'the suspension to end');
  }
  const unit = happens(plan.chance, 'resumedByUnit', 0.5) ? seen.lead : null;
  return give(
    unit ? { unit: unit.id } : { role: 'supervisor' },
    'resume',
    { reason: '挂起事由已消除，恢复办理。' },
    { mayRefuse: ['illegal-transition'] },
  );
}

function following(situation: Situation): Act {
  const { plan } = situation;
  if (happens(plan.chance, 'unmerged', 0.1) && times(situation, 'unmerge') === 0) {
    return give({ role: 'dispatcher' }, 'unmerge', {}, { mayRefuse: ['illegal-transition', 'merge-not-allowed'] });
  }
  return waitUntil(null, 'the master');
}
