import type { WhistleCase } from '../../domain/ticket/vocabulary.js';
import type { Act, Situation } from './act.js';
import { give, liveClock, nextRungAt, times, waitUntil } from './act.js';
import { leadFor } from './acts-of-hotline.js';
import { between, happens, pick } from './chance.js';

const SUSPENDED_MS = 8_000;
const EXTENSION = 20;
const TOO_LONG = 31;
const CASES: readonly [WhistleCase, ...WhistleCase[]] = ['hardProblem', 'jointEnforcement', 'emergency'];
const REPLY = {
  facts: '经现场核实，反映情况属实。',
  basis: '依据有关管理规定。',
  measures: '已安排人员处理并完成整改。',
  contacted: '已电话联系市民本人。',
  text: '您反映的问题已处理完毕，感谢您的支持。',
} as const;

/** 签收, or what a unit does instead. */
export function acknowledging(situation: Situation): Act {
  const { seen, plan } = situation;
  const lead = { unit: seen.lead?.id ?? '' };
  const isSilent = plan.plot === 'silent' && times(situation, 'acknowledge') === 0 && seen.level < 3;
  if (isSilent) return waitUntil(nextRungAt(seen), 'somebody to be raised');
  if (happens(plan.chance, `returnedAtOnce:${times(situation, 'requestReturn')}`, 0.5)) {
    const returning = askingReturn(situation);
    if (returning) return returning;
  }
  if (plan.plot === 'termination' && happens(plan.chance, 'terminatedAtOnce', 0.3)) {
    const ending = askingTermination(situation);
    if (ending) return ending;
  }
  return give(lead, 'acknowledge', {});
}

/** 办理: first what was asked of the unit, then what the plot wants, then the reply. */
export function handling(situation: Situation): Act {
  const { seen, plan } = situation;
  const lead = { unit: seen.lead?.id ?? '' };
  const demanded = seen.supervisions.find(({ answeredAt }) => answeredAt === null);
  if (demanded) {
    return give(lead, 'answerSupervision', { supervision: demanded.id, text: '已责成专人办理。' });
  }
  const returning = askingReturn(situation);
  if (returning) return returning;
  if (times(situation, 'recordContact') < seen.round && happens(plan.chance, `contacted:${seen.round}`, 0.8)) {
    return give(lead, 'recordContact', { note: '已与市民联系，核对诉求。' });
  }
  if (times(situation, 'assign') === 0 && happens(plan.chance, 'assigned', 0.3)) {
    return give(lead, 'assign', { handler: `${lead.unit}-1` });
  }
  return (
    plotted(situation) ?? whileLate(situation) ?? together(situation) ?? gathering(situation) ?? replying(situation)
  );
}

function askingReturn(situation: Situation): Act | null {
  const { seen, plan } = situation;
  const lead = { unit: seen.lead?.id ?? '' };
  const asked = times(situation, 'requestReturn');
  const body = { reason: '不属于本单位职责。', basis: '三定方案。', suggestedUnit: leadFor(situation, asked + 1) };
  if (seen.round > 1) return null;
  if ((plan.plot === 'returned' && asked < 1) || (plan.plot === 'pingPong' && asked < 2)) {
    return give(lead, 'requestReturn', body, { mayRefuse: ['return-window-closed'] });
  }
  // A ruling fixed the owner: the third unit asks in vain.
  if (plan.plot === 'pingPong' && times(situation, 'adjudicate') > 0 && times(situation, 'thirdReturn') === 0) {
    return give(lead, 'requestReturn', body, { mark: 'thirdReturn', mustRefuse: 'return-not-allowed' });
  }
  return null;
}

function askingTermination(situation: Situation): Act | null {
  if (times(situation, 'requestTermination') > 0) return null;
  return give({ unit: situation.seen.lead?.id ?? '' }, 'requestTermination', { reason: '诉求已通过诉讼途径解决。' });
}

/** The one thing besides the ordinary that the plot of this ticket is about. */
function plotted(situation: Situation): Act | null {
  const { seen, plan, now } = situation;
  const lead = { unit: seen.lead?.id ?? '' };
  switch (plan.plot) {
    case 'termination':
      return askingTermination(situation);
    case 'extension': {
      const body = { reason: '需要多部门核实。', basis: '工作规则。' };
      if (times(situation, 'tooLong') === 0 && happens(plan.chance, 'asksTooLong', 0.25)) {
        return give(
          lead,
          'requestExtension',
          { ...body, workingDays: TOO_LONG },
          {
            mark: 'tooLong',
            mustRefuse: 'extension-limit',
          },
        );
      }
      if (times(situation, 'requestExtension') >= (happens(plan.chance, 'asksTwice', 0.5) ? 2 : 1)) return null;
      return give(
        lead,
        'requestExtension',
        { ...body, code: 'jointHandling', workingDays: EXTENSION },
        { mayRefuse: ['extension-not-allowed'] },
      );
    }
    case 'suspension':
      if (times(situation, 'requestSuspension') > 0) return null;
      // Seconds here stand for days: a hotline that was away for as long is asked too late.
      return give(
        lead,
        'requestSuspension',
        { reason: '等待检测报告。', until: new Date(now + SUSPENDED_MS).toISOString() },
        { mayRefuse: ['suspension-invalid'] },
      );
    case 'supervised':
      if (times(situation, 'supervise') > 0) return null;
      return give({ role: 'supervisor' }, 'supervise', {
        ...(happens(plan.chance, 'levelNamed', 0.5) ? { level: between(plan.chance, 'handLevel', 1, 4) } : {}),
        demand: '请说明办理进展。',
      });
    case 'nudged':
      if (times(situation, 'nudge') < 2) {
        return { kind: 'tell', what: 'nudges', text: '请尽快处理。', mark: 'nudge' };
      }
      if (times(situation, 'supplement') === 0) {
        return { kind: 'tell', what: 'supplements', text: '补充：情况比之前更严重了。', mark: 'supplement' };
      }
      return null;
    default:
      return null;
  }
}

/** The unit lets its date pass, by a second or a dozen. */
function whileLate({ seen, plan, now }: Situation): Act | null {
  const handle = liveClock(seen, 'handle');
  if (plan.plot !== 'late' || seen.round > 1 || !handle) return null;
  const until = Date.parse(handle.dueAt) + between(plan.chance, 'lateness', 1, 12) * 1_000;
  return now < until ? waitUntil(until, 'the date to pass') : null;
}

/** 会办 and 吹哨: the lead may not reply over the heads of those it works with, unless it says why. */
function together(situation: Situation): Act | null {
  const { seen, plan } = situation;
  const lead = { unit: seen.lead?.id ?? '' };
  if (plan.plot === 'joint' && times(situation, 'whistle') === 0 && happens(plan.chance, 'whistles', 0.6)) {
    const called = plan.leads.filter((unit) => unit !== lead.unit).slice(1, 3);
    if (called.length > 0) {
      const body = { case: pick(plan.chance, 'whistleCase', CASES), units: called, reason: '需要联合处置。' };
      return give(lead, 'whistle', body, { mayRefuse: ['named-in-text'] });
    }
  }
  const open = seen.tasks.filter(({ status }) => status === 'assigned' || status === 'reportedIn');
  const [task] = open;
  if (!task) return null;
  if (times(situation, 'replyTooSoon') === 0) {
    return give(lead, 'reply', REPLY, { mark: 'replyTooSoon', mustRefuse: 'open-tasks' });
  }
  if (open.length === 1 && happens(plan.chance, 'taskLeftOpen', 0.2)) {
    return give(lead, 'reply', { ...REPLY, openTasksReason: '协办事项不影响答复。' });
  }
  const unit = { unit: task.unit };
  if (task.status === 'assigned' && task.kind === 'whistle') return give(unit, 'reportIn', { task: task.id });
  return give(unit, 'answerTask', { task: task.id, result: '已完成协办事项。' });
}

function gathering({ awaitsFollowers }: Situation): Act | null {
  return awaitsFollowers ? waitUntil(null, 'tickets about the same matter') : null;
}

function replying({ seen }: Situation): Act {
  return give({ unit: seen.lead?.id ?? '' }, 'reply', REPLY);
}
