import type { Instant } from '../calendar/types.js';
import { liveClock } from './draft.js';
import { isRedacted } from './handing-on.js';
import { deciders } from './rules/requests.js';
import type { Request, Task, TicketState } from './ticket.js';
import type { ActorRole, ClockKey, State } from './vocabulary.js';
import { STATE_KIND, STATES } from './vocabulary.js';
import { CLOSING_WORDS, REQUEST_WORDS, ROLE_WORDS, type Language, type Words } from './words.js';

/** Who must act next: somebody in this role and, where only one unit can, of this unit. */
export interface AwaitedActor {
  readonly role: ActorRole;
  readonly unit: string | null;
}

/** The facts of one ticket in one language. */
export interface Tongue {
  readonly ticket: TicketState;
  readonly lead: string;
  unit(id: string): string;
  at(instant: Instant | null): string;
  /** Until when, by the clock that measures it; nothing where it has none. */
  by(key: ClockKey, ref?: string): string;
}

export interface Row {
  readonly states: readonly State[];
  readonly when?: (ticket: TicketState) => boolean;
  readonly who: (ticket: TicketState) => AwaitedActor | null;
  readonly since?: (ticket: TicketState) => Instant;
  readonly zh: (tongue: Tongue) => string;
  readonly en: (tongue: Tongue) => string;
}

const OPEN = STATES.filter((state) => STATE_KIND[state] === 'open');
const role = (name: ActorRole) => (): AwaitedActor | null => ({ role: name, unit: null });
const leadUnit = (ticket: TicketState): AwaitedActor | null => ({ role: 'handler', unit: ticket.lead?.id ?? null });
const nobody = (): null => null;

/**
 * From the particular to the general: what is asked stands before what is owed. Each state has a row without a
 * condition.
 */
export const WAITING_ROWS: readonly Row[] = [
  {
    states: ['closed'],
    when: (ticket) => openRequest(ticket) !== null,
    who: role('reviewer'),
    since: (ticket) => openRequest(ticket)?.at ?? ticket.stateSince,
    zh: ({ ticket, by }) => `不予受理后市民已申诉，等待另一位审核员批复${by('decision', openRequest(ticket)?.id)}`,
    en: ({ ticket, by }) =>
      `The citizen appealed against the decline, and another reviewer must decide${by('decision', openRequest(ticket)?.id)}`,
  },
  {
    states: OPEN,
    when: (ticket) => openRequest(ticket) !== null,
    who: (ticket) => ({ role: decidersOf(ticket)[0] ?? 'supervisor', unit: null }),
    since: (ticket) => openRequest(ticket)?.at ?? ticket.stateSince,
    zh: (tongue) => asked(tongue, 'zh'),
    en: (tongue) => asked(tongue, 'en'),
  },
  {
    states: ['inProgress'],
    when: (ticket) => openTasks(ticket).length > 0,
    who: (ticket) => ({ role: 'handler', unit: openTasks(ticket)[0]?.unit ?? null }),
    since: (ticket) => openTasks(ticket)[0]?.at ?? ticket.stateSince,
    zh: (tongue) => `等待${holders(tongue, '、')}反馈协办结果，再由${tongue.lead}答复市民${tongue.by('handle')}`,
    en: (tongue) =>
      `${holders(tongue, ' and ')} must give their results before ${tongue.lead} replies to the citizen${tongue.by('handle')}`,
  },
  {
    states: ['registered'],
    who: role('operator'),
    zh: ({ by }) => `等待话务员决定是否受理${by('accept')}`,
    en: ({ by }) => `An operator must decide whether to take it on${by('accept')}`,
  },
  {
    states: ['pendingDispatch'],
    when: (ticket) => !isRedacted(ticket),
    who: role('dispatcher'),
    zh: ({ by }) => `须保护诉求人，等待派单员核对并确认单位将看到的内容，再派给主办单位${by('dispatch')}`,
    en: ({ by }) =>
      `It protects who asked: a dispatcher must say yes to what units will read, and send it to a lead unit${by('dispatch')}`,
  },
  {
    states: ['pendingDispatch'],
    when: (ticket) => ticket.fixedLead !== null,
    who: role('dispatcher'),
    zh: ({ ticket, unit, by }) => `会商已确定由${unit(ticket.fixedLead ?? '')}主办，等待派单员派出${by('dispatch')}`,
    en: ({ ticket, unit, by }) =>
      `A consultation fixed ${unit(ticket.fixedLead ?? '')} as lead, and a dispatcher must send it there${by('dispatch')}`,
  },
  {
    states: ['pendingDispatch'],
    when: (ticket) => ticket.hop > 0,
    who: role('dispatcher'),
    zh: ({ ticket, by }) => `已派出过 ${ticket.hop} 次，等待派单员另派主办单位${by('dispatch')}`,
    en: ({ ticket, by }) =>
      `It was dispatched ${times(ticket.hop)} before, and a dispatcher must find another lead unit${by('dispatch')}`,
  },
  {
    states: ['pendingDispatch'],
    who: role('dispatcher'),
    zh: ({ by }) => `等待派单员派给主办单位${by('dispatch')}`,
    en: ({ by }) => `A dispatcher must send it to a lead unit${by('dispatch')}`,
  },
  {
    states: ['consulting'],
    who: role('dispatcher'),
    zh: ({ by }) => `有关单位正在会商由谁主办，等待派单员作出会商结论${by('dispatch')}`,
    en: ({ by }) => `Units are settling who owns the matter, and a dispatcher must conclude that${by('dispatch')}`,
  },
  {
    states: ['dispatched'],
    who: leadUnit,
    zh: ({ lead, by }) => `等待${lead}签收${by('acknowledge')}`,
    en: ({ lead, by }) => `${lead} must acknowledge it${by('acknowledge')}`,
  },
  {
    states: ['inProgress'],
    when: (ticket) => ticket.round > 1,
    who: leadUnit,
    zh: ({ ticket, lead, by }) => `第 ${ticket.round} 轮办理，等待${lead}重新办理并答复市民${by('handle')}`,
    en: ({ ticket, lead, by }) => `${lead} must handle it again, round ${ticket.round}, and reply${by('handle')}`,
  },
  {
    states: ['inProgress'],
    when: (ticket) => liveClock(ticket, 'contact') !== undefined,
    who: leadUnit,
    zh: ({ lead, by }) => `等待${lead}先行联系市民${by('contact')}，并答复${by('handle')}`,
    en: ({ lead, by }) => `${lead} must contact the citizen${by('contact')}, and reply${by('handle')}`,
  },
  {
    states: ['inProgress'],
    who: leadUnit,
    zh: ({ lead, by }) => `等待${lead}办理并答复市民${by('handle')}`,
    en: ({ lead, by }) => `${lead} must reply to the citizen${by('handle')}`,
  },
  {
    states: ['adjudication'],
    who: role('dutyManager'),
    zh: ({ by }) => `承办单位对归属有争议，等待值班长或中心主任裁定主办单位${by('adjudicate')}`,
    en: ({ by }) =>
      `Units dispute who owns it, and the duty manager or the director must rule on that${by('adjudicate')}`,
  },
  {
    states: ['suspended'],
    who: nobody,
    zh: ({ ticket, at }) =>
      `挂起至 ${at(liveClock(ticket, 'suspension')?.dueAt ?? null)}，到期自动恢复办理，剩余时限保留不减`,
    en: ({ ticket, at }) =>
      `Suspended until ${at(liveClock(ticket, 'suspension')?.dueAt ?? null)}, when it resumes by itself with the time that was left`,
  },
  {
    states: ['replied'],
    who: role('reviewer'),
    zh: ({ ticket, lead, at, by }) => `${lead}已于 ${at(ticket.repliedAt)} 答复，等待审核员审核${by('review')}`,
    en: ({ ticket, lead, at, by }) =>
      `${lead} replied on ${at(ticket.repliedAt)}, and a reviewer must look at it${by('review')}`,
  },
  {
    states: ['callbackPending'],
    when: (ticket) => ticket.callback.linkSentAt !== null,
    who: role('citizen'),
    since: (ticket) => ticket.callback.linkSentAt ?? ticket.stateSince,
    zh: ({ ticket, at }) =>
      `${ticket.callback.attempts.length} 次回访未接通，已发评价链接，等待市民评价，至 ${at(liveClock(ticket, 'ratingLink')?.dueAt ?? null)} 未评价则按无法联系办结`,
    en: ({ ticket, at }) =>
      `The citizen was called ${times(ticket.callback.attempts.length)} in vain and has the rating link; unanswered by ${at(liveClock(ticket, 'ratingLink')?.dueAt ?? null)}, the ticket closes as unreachable`,
  },
  {
    states: ['callbackPending'],
    when: (ticket) => ticket.callback.attempts.length > 0,
    who: role('callbackAgent'),
    zh: ({ ticket, by }) => `${ticket.callback.attempts.length} 次回访未接通，等待回访员再次回访${by('callback')}`,
    en: ({ ticket, by }) =>
      `The citizen was called ${times(ticket.callback.attempts.length)} in vain, and a callback agent must try again${by('callback')}`,
  },
  {
    states: ['callbackPending'],
    who: role('callbackAgent'),
    zh: ({ by }) => `答复已审核通过，等待回访员回访市民${by('callback')}`,
    en: ({ by }) => `The reply stands, and a callback agent must call the citizen${by('callback')}`,
  },
  {
    states: ['dissatisfiedReview'],
    who: role('reviewer'),
    zh: ({ by }) => `市民反映未解决或不满意，等待审核员研判是否重办${by('judge')}`,
    en: ({ by }) =>
      `The citizen is not helped or not satisfied, and a reviewer must judge whether it is done again${by('judge')}`,
  },
  {
    states: ['merged'],
    who: nobody,
    zh: ({ ticket }) => `已并入${ticket.master ? `工单 ${ticket.master.number}` : '另一工单'}，等待其答复`,
    en: ({ ticket }) =>
      `It follows ${ticket.master ? `ticket ${ticket.master.number}` : 'another ticket'} and waits for that one's reply`,
  },
  {
    states: ['split'],
    who: nobody,
    zh: ({ ticket }) =>
      `已拆为 ${partsOf(ticket).all} 件分别办理，还有 ${partsOf(ticket).open} 件未办结，全部办结后自动办结`,
    en: ({ ticket }) =>
      `It was split into ${partsOf(ticket).all} tickets, of which ${partsOf(ticket).open} are open; it closes by itself with the last`,
  },
  {
    states: ['closed'],
    who: nobody,
    zh: ({ ticket, at }) =>
      `已办结（${ended(ticket, 'zh')}），${at(liveClock(ticket, 'reopenWindow')?.dueAt ?? null)} 前可复核，之后自动归档`,
    en: ({ ticket, at }) =>
      `Closed (${ended(ticket, 'en')}); it may be reopened until ${at(liveClock(ticket, 'reopenWindow')?.dueAt ?? null)} and is archived then`,
  },
  {
    states: ['archived'],
    who: nobody,
    zh: ({ ticket }) => `已归档（${ended(ticket, 'zh')}）`,
    en: ({ ticket }) => `Archived (${ended(ticket, 'en')})`,
  },
  {
    states: ['terminated'],
    who: nobody,
    zh: () => '经督办员同意终止办理，未解决',
    en: () => "Terminated unsolved, with a supervisor's consent",
  },
  {
    states: ['withdrawn'],
    who: nobody,
    zh: () => '市民已撤诉',
    en: () => 'Withdrawn by the citizen',
  },
];

function openRequest(ticket: TicketState): Request | null {
  return ticket.requests.find(({ status }) => status === 'open') ?? null;
}

function partsOf({ parts = [] }: TicketState): { readonly all: number; readonly open: number } {
  return { all: parts.length, open: parts.filter(({ closed }) => !closed).length };
}

function decidersOf(ticket: TicketState): readonly ActorRole[] {
  const request = openRequest(ticket);
  return request === null ? [] : deciders(ticket, request);
}

function asked({ ticket, lead, at, by }: Tongue, language: Language): string {
  const request = openRequest(ticket);
  if (request === null) return '';
  const kind = REQUEST_WORDS[request.kind][language];
  const until = request.until === null ? '' : at(request.until);
  const roles = decidersOf(ticket).map((one) => ROLE_WORDS[one][language]);
  if (language === 'zh') {
    const what = `${kind}${until && `至 ${until}`}${request.amount === null ? '' : ` ${amount(ticket, request.amount).zh}`}`;
    return `${lead}申请${what}，等待${roles.join('或')}批复${by('decision', request.id)}`;
  }
  const what = `${kind}${until && ` until ${until}`}${request.amount === null ? '' : ` of ${amount(ticket, request.amount).en}`}`;
  const who = roles.map((one) => `the ${one}`).join(' or ');
  return `${lead} asked for ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}, and ${who} must decide${by('decision', request.id)}`;
}

const EXTENSION_UNITS = {
  workingDays: { zh: '个工作日', en: 'working day' },
  days: { zh: '天', en: 'day' },
  seconds: { zh: '秒', en: 'second' },
} as const;

function amount(ticket: TicketState, count: number): Words {
  const unit = EXTENSION_UNITS[ticket.pack.rules.extensionUnit];
  return { zh: `${count} ${unit.zh}`, en: `${count} ${unit.en}${count === 1 ? '' : 's'}` };
}

function openTasks(ticket: TicketState): Task[] {
  return ticket.tasks.filter(({ status }) => status === 'assigned' || status === 'reportedIn');
}

function holders({ ticket, unit }: Tongue, and: string): string {
  return [...new Set(openTasks(ticket).map((task) => unit(task.unit)))].join(and);
}

function ended({ closingCode }: TicketState, language: Language): string {
  return closingCode === null ? '' : CLOSING_WORDS[closingCode][language];
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
