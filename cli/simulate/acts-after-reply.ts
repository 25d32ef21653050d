import type { CommandBodies } from '../../domain/ticket/commands.js';
import type { Act, Situation } from './act.js';
import { give, liveClock, nextRungAt, times, waitUntil } from './act.js';
import { leadFor } from './acts-of-hotline.js';
import type { Chance } from './chance.js';
import { between, happens, pick } from './chance.js';

const REVIEWER = { role: 'reviewer' } as const;
const AGENT = { role: 'callbackAgent' } as const;
const CALLS = 3;
const REDOS = 3;
const AFTER_REDOS = ['panel', 'deferred', 'handedOver'] as const;

/** 审核 */
export function reviewing(situation: Situation): Act {
  if (situation.plan.plot === 'rejected' && times(situation, 'rejectReply') === 0) {
    const body = { accept: false, reason: '未说明整改时间，请补充。' };
    return give(REVIEWER, 'reviewReply', body, { mark: 'rejectReply' });
  }
  return give(REVIEWER, 'reviewReply', { accept: true });
}

/** 回访: by telephone, or by the link. */
export function callingBack(situation: Situation): Act {
  const { seen, plan } = situation;
  const missed = times(situation, 'missCall');
  if (plan.plot === 'unreachable') {
    if (missed < CALLS) return missing();
    if (happens(plan.chance, 'ratesAtLast', 0.4) && times(situation, 'rate') === 0) {
      return { kind: 'rate', body: happyAnswer(plan.chance), mark: 'rate' };
    }
    return waitUntil(liveClock(seen, 'ratingLink')?.dueAt ?? nextRungAt(seen), 'the rating link to lapse');
  }
  const unhappy = times(situation, 'unhappy');
  if (plan.plot === 'dissatisfied' && unhappy < timesUnhappy(plan.chance)) {
    const body = unhappyAnswer(plan.chance, unhappy);
    if (happens(plan.chance, `unhappyByLink:${unhappy}`, 0.3)) return { kind: 'rate', body, mark: 'unhappy' };
    return give(AGENT, 'recordCallback', { reached: true, ...body }, { mark: 'unhappy' });
  }
  if (missed < 1 && happens(plan.chance, 'missedOnce', 0.1)) return missing();
  if (happens(plan.chance, 'ratesByLink', 0.1) && times(situation, 'rate') === 0) {
    return { kind: 'rate', body: happyAnswer(plan.chance), mark: 'rate' };
  }
  // Now and then the citizen says neither.
  if (happens(plan.chance, 'saysNothing', 0.03)) return give(AGENT, 'recordCallback', { reached: true });
  return give(AGENT, 'recordCallback', { reached: true, ...happyAnswer(plan.chance) });
}

function missing(): Act {
  return give(AGENT, 'recordCallback', { reached: false }, { mark: 'missCall' });
}

function happyAnswer(chance: Chance): CommandBodies['rate'] {
  return {
    solved: happens(chance, 'partlySolved', 0.12) ? 'partly' : 'yes',
    satisfied: between(chance, 'satisfied', 3, 5),
  };
}

function unhappyAnswer(chance: Chance, turn: number): CommandBodies['rate'] {
  const solved = happens(chance, `unsolved:${turn}`, 0.7) ? 'no' : 'partly';
  return { solved, satisfied: between(chance, `unsatisfied:${turn}`, 1, 2), reason: '问题没有真正解决。' };
}

/** Once for most; now and then until the unit may not do it again. */
export function timesUnhappy(chance: Chance): number {
  return pick(chance, 'timesUnhappy', [1, 1, 1, 2, 2, 3, 4, 4]);
}

/** 不满意研判 */
export function judging(situation: Situation): Act {
  const { plan } = situation;
  const unhappy = times(situation, 'unhappy');
  const redone = times(situation, 'redo');
  const isLast = unhappy >= timesUnhappy(plan.chance);
  if (redone >= REDOS && times(situation, 'redoBeyondLimit') === 0) {
    const body = { redo: true, reason: '继续重办。' };
    return give(REVIEWER, 'judge', body, { mark: 'redoBeyondLimit', mustRefuse: 'new-lead-required' });
  }
  if (isLast && happens(plan.chance, 'closedByCode', 0.35)) {
    const isSpent = redone >= REDOS;
    if (isSpent && times(situation, 'explainBeyondLimit') === 0) {
      const body = { redo: false, code: 'explained', reason: '再次解释说明。' } as const;
      return give(REVIEWER, 'judge', body, { mark: 'explainBeyondLimit', mustRefuse: 'code-not-allowed' });
    }
    const code = pick(plan.chance, 'closingCode', isSpent ? AFTER_REDOS : ['explained', ...AFTER_REDOS]);
    return give(REVIEWER, 'judge', { redo: false, code, reason: '经研判，以该方式办结。' });
  }
  const turn = times(situation, 'dispatch');
  const newLead =
    leadFor(situation, turn) === situation.seen.lead?.id ? leadFor(situation, turn + 1) : leadFor(situation, turn);
  return give(
    REVIEWER,
    'judge',
    { redo: true, ...(redone >= REDOS ? { unit: newLead, despiteNamed: true } : {}), reason: '处理不到位，重办。' },
    { mark: 'redo' },
  );
}

/** After the closing nearly always only the clock acts. */
export function afterClosing(situation: Situation): Act {
  const { seen, plan } = situation;
  const tooLate = ['ticket-ended', 'illegal-transition'] as const;
  if (seen.closingCode === 'declined' && times(situation, 'appeal') === 0 && happens(plan.chance, 'appeals', 0.6)) {
    const body = { reason: '市民认为属于受理范围。' };
    return give({ role: 'operator' }, 'appeal', body, { mayRefuse: [...tooLate, 'appeal-window-closed'] });
  }
  if (plan.plot === 'reopened' && times(situation, 'reopen') === 0) {
    const body = { reason: '市民提供了新的情况。' };
    return give(REVIEWER, 'reopen', body, { mayRefuse: [...tooLate, 'reopen-window-closed'] });
  }
  return waitUntil(liveClock(seen, 'reopenWindow')?.dueAt ?? nextRungAt(seen), 'the archive');
}
