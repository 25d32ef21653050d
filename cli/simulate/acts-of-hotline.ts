import type { TicketBody } from '../../contracts/ticket.js';
import { redactedText } from '../../domain/intake/personal-words.js';
import type { DeclineCode } from '../../domain/ticket/vocabulary.js';
import type { Act, Situation } from './act.js';
import { give, times, waitUntil } from './act.js';
import { happens, pick } from './chance.js';

const OPERATOR = { role: 'operator' } as const;
const DISPATCHER = { role: 'dispatcher' } as const;
const DUTY_MANAGER = { role: 'dutyManager' } as const;
const DIRECTOR = { role: 'director' } as const;
const DECLINES: readonly [DeclineCode, ...DeclineCode[]] = [
  'notConcrete',
  'legalProcedure',
  'privateCivil',
  'otherJurisdiction',
  'beyondPolicy',
];

/** 受理: the first look at the ticket. */
export function atIntake(situation: Situation): Act {
  const { plan } = situation;
  if (wantsToMerge(situation, 'registered')) return merging(situation);
  switch (plan.plot) {
    case 'answered':
      if (times(situation, 'reopen') > 0) break;
      return give(OPERATOR, 'answer', { text: '已按知识库条目向市民解答，市民表示清楚。' });
    case 'redirected':
      return give(OPERATOR, 'redirect', { channel: '行政复议', reason: '依法应通过法定途径解决。' });
    case 'emergency':
      return give(OPERATOR, 'handToEmergency', {
        line: pick(plan.chance, 'line', ['110', '119', '120', '122']),
        reason: '情况紧急，已三方通话转接。',
      });
    case 'declined':
      if (times(situation, 'decline') > 0) break;
      return give(
        OPERATOR,
        'decline',
        { code: pick(plan.chance, 'declineCode', DECLINES), reason: '不属于受理范围，已向市民说明依据和其他途径。' },
        plan.isProtected ? { mustRefuse: 'never-declined' } : { mayRefuse: ['never-declined'] },
      );
    default:
  }
  const { classCode, registration } = plan;
  return give(OPERATOR, 'accept', {
    ...(classCode !== null && registration.classCode === undefined ? { classCode } : {}),
    ...(happens(plan.chance, 'repeatsType', 0.2) ? { type: registration.type, urgency: registration.urgency } : {}),
  });
}

/** Half of the repeated tickets are recognised by the operator, the others by the dispatcher. */
function wantsToMerge(situation: Situation, at: 'registered' | 'pendingDispatch'): boolean {
  const { plan } = situation;
  if (plan.master === null || times(situation, 'merge') > 0) return false;
  return at === (happens(plan.chance, 'mergedByOperator', 0.5) ? 'registered' : 'pendingDispatch');
}

function merging({ masterId, seen }: Situation): Act {
  if (masterId === null) return waitUntil(null, 'the ticket to follow');
  return give(
    seen.state === 'registered' ? OPERATOR : DISPATCHER,
    'merge',
    { into: masterId },
    { mayRefuse: ['merge-not-allowed', 'master-less-urgent'] },
  );
}

function protectsCaller({ plan: { registration } }: Situation): boolean {
  return registration.type === 'report' || registration.citizen.identity !== 'open';
}

/** Whoever the text of a report names, the story goes on with the unit that was drawn. */
function despiteNamed({ plan: { registration } }: Situation): { despiteNamed?: true } {
  return registration.type === 'report' ? { despiteNamed: true } : {};
}

/** 派单 */
export function dispatching(situation: Situation): Act {
  const { plan } = situation;
  if (wantsToMerge(situation, 'pendingDispatch')) return merging(situation);
  if (protectsCaller(situation) && times(situation, 'confirmRedaction') === 0) {
    const { title, text } = plan.registration;
    return give(DISPATCHER, 'confirmRedaction', { title: redactedText(title), text: redactedText(text) });
  }
  if (plan.plot === 'guarded') {
    const [community] = plan.communities;
    if (community !== undefined && times(situation, 'dispatchToCommunity') === 0) {
      return give(
        DISPATCHER,
        'dispatch',
        { unit: community, reason: '属地社区就近处理。' },
        { mark: 'dispatchToCommunity', mustRefuse: 'unit-level-not-allowed' },
      );
    }
  }
  if (plan.plot === 'consulted') {
    if (times(situation, 'consult') === 0) {
      return give(DISPATCHER, 'consult', {
        units: [leadFor(situation, 0), leadFor(situation, 1)],
        reason: '职责交叉。',
      });
    }
    const other = leadFor(situation, 1);
    if (
      times(situation, 'dispatchElsewhere') === 0 &&
      times(situation, 'dispatch') === 0 &&
      other !== leadFor(situation, 0)
    ) {
      return give(
        DISPATCHER,
        'dispatch',
        { unit: other, reason: '改派。' },
        { mark: 'dispatchElsewhere', mustRefuse: 'owner-fixed' },
      );
    }
  }
  return give(DISPATCHER, 'dispatch', {
    unit: leadFor(situation, times(situation, 'dispatch')),
    ...coUnits(situation),
    ...despiteNamed(situation),
    reason: '按职责清单派单。',
  });
}

export function consulting(situation: Situation): Act {
  return give(DISPATCHER, 'concludeConsultation', {
    unit: leadFor(situation, 0),
    ...(happens(situation.plan.chance, 'consultedCoUnit', 0.5) ? { coUnits: [leadFor(situation, 1)] } : {}),
    ...despiteNamed(situation),
    reason: '会商一致，明确主办单位。',
  });
}

/** 职责裁定 */
export function adjudicating(situation: Situation): Act {
  return give(happens(situation.plan.chance, 'ruledByDirector', 0.3) ? DIRECTOR : DUTY_MANAGER, 'adjudicate', {
    unit: leadFor(situation, times(situation, 'dispatch')),
    ...despiteNamed(situation),
    reason: '依据职责清单裁定。',
  });
}

/** The n-th unit that the ticket goes to. */
export function leadFor({ plan }: Situation, turn: number): string {
  return plan.leads[turn % plan.leads.length] ?? plan.leads[0];
}

function coUnits({ plan }: Situation): { coUnits?: string[] } {
  if (plan.plot !== 'joint') return {};
  const [community] = plan.communities;
  const second = plan.leads[1];
  const chosen = happens(plan.chance, 'communityAssists', 0.4) && community ? [second, community] : [second];
  return { coUnits: chosen.filter((unit): unit is string => unit !== undefined) };
}

/** 审批: somebody other than the one who asked. */
export function deciding(situation: Situation, request: TicketBody['requests'][number]): Act {
  const { seen, plan } = situation;
  const likely = (grants: number): boolean => happens(plan.chance, `granted:${request.kind}:${request.id}`, grants);
  const decide = (by: Parameters<typeof give>[0], grant: boolean, more: Parameters<typeof give>[3] = {}): Act =>
    give(by, 'decide', { request: request.id, grant, reason: grant ? '同意。' : '理由不充分，不同意。' }, more);
  switch (request.kind) {
    case 'return':
      return decide(
        DISPATCHER,
        plan.plot === 'pingPong' && times(situation, 'requestReturn') < 2 ? true : likely(0.75),
      );
    case 'extension': {
      if (!seen.requests.some(({ kind, status }) => kind === 'extension' && status === 'granted')) {
        return decide(DUTY_MANAGER, likely(0.85));
      }
      // A second extension goes one level up.
      if (times(situation, 'secondByDutyManager') === 0) {
        return decide(DUTY_MANAGER, true, { mark: 'secondByDutyManager', mustRefuse: 'actor-not-allowed' });
      }
      return decide(DIRECTOR, likely(0.85));
    }
    case 'suspension': {
      const tooLate = request.until !== null && Date.parse(request.until) <= situation.now;
      // A request that a failing hotline took back, asked again, may come too late to be one.
      const mayRefuse = ['suspension-invalid', 'request-not-found'] as const;
      return decide({ role: 'supervisor' }, !tooLate && likely(0.85), { mayRefuse });
    }
    case 'termination':
      return decide({ role: 'supervisor' }, likely(0.8));
    case 'appeal':
      return decide({ role: 'reviewer' }, likely(0.5));
  }
}
