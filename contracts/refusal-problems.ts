import { CALL_REFUSALS } from './call-problems.js';
import { DATA_REQUEST_REFUSALS } from './data-request-problems.js';
import { EXPORT_REFUSALS } from './export-problems.js';
import type { RefusalCode } from '../domain/refusal.js';
import { SPLIT_REFUSALS } from './split-problems.js';
import { row, type ProblemRow } from './problem-row.js';
import { UNIT_REFUSALS } from './unit-problems.js';

/** What the rules say no to, one row per code. */
export const REFUSAL_PROBLEMS: Readonly<Record<RefusalCode, ProblemRow>> = {
  ...UNIT_REFUSALS,
  ...CALL_REFUSALS,
  'actor-not-allowed': row(
    403,
    ['This account may not do that', '当前账号无权执行此操作'],
    [
      'Do what `allowedActions` lists, or ask somebody whose role it is.',
      '请执行 `allowedActions` 中列出的操作，或请有权限的岗位处理。',
    ],
  ),
  'separation-of-duties': row(
    403,
    ['Another person must do that', '须由另一人办理'],
    ['Ask a colleague who took no part in the step before.', '请由未参与前一环节的同事办理。'],
  ),
  'illegal-transition': row(
    409,
    ['The ticket cannot do that now', '工单当前状态不允许此操作'],
    [
      'Read `currentState` and `allowedActions`, and decide anew.',
      '请查看 `currentState` 与 `allowedActions` 后重新决定。',
    ],
  ),
  'ticket-ended': row(
    409,
    ['The ticket has ended', '工单已办结归档'],
    [
      'Nothing more can happen to it. Register a new ticket if there is a new matter.',
      '该工单不能再变更；如有新诉求，请另行登记。',
    ],
  ),
  'request-open': row(
    409,
    ['Another request is undecided', '已有待批申请'],
    ['Wait for its decision, then ask again.', '请等待该申请作出决定后再提出。'],
  ),
  'already-rated': row(
    410,
    ['No rating is awaited any more', '评价链接已失效'],
    [
      'The ticket was rated or closed already. Call the hotline if something is still wrong.',
      '该工单已评价或已办结；如仍有问题，请拨打热线。',
    ],
  ),
  'stale-version': row(
    412,
    ['It has been changed since you read it', '内容已被更新'],
    [
      'Read it again, decide on what it is now, and send its new ETag.',
      '请重新读取，按最新内容决定，并携带新的 ETag。',
    ],
  ),
  'idempotency-key-reused': row(
    422,
    ['The key was used for something else', '幂等键已用于其他请求'],
    [
      'Repeat the very same request under a key, or take a new key.',
      '同一幂等键只能重复完全相同的请求，否则请换用新键。',
    ],
  ),
  'disclosure-needless': row(
    409,
    ['This is shown to you anyhow', '该内容本已向您显示'],
    ['Read the ticket; ask only for what `withheld` names.', '请直接查看工单；仅可申请 `withheld` 所列内容。'],
  ),
  'disclosure-over': row(
    409,
    ['This request is over', '该揭示申请已终结'],
    ['Have it asked anew if it is still needed.', '如仍有需要，请重新申请。'],
  ),
  'erasure-held': row(
    409,
    ['Something holds this ticket', '该工单不得删除'],
    [
      '`detail` names what: wait until it has ended, or have the legal hold lifted, and ask anew.',
      '`detail` 列明原因：请待其终结，或申请解除法定保全后重新提出。',
    ],
  ),
  'erasure-over': row(
    409,
    ['This request is over', '该删除申请已终结'],
    ['Have it asked anew if the ticket is still to be erased.', '如仍需删除，请重新申请。'],
  ),
  ...DATA_REQUEST_REFUSALS,
  ...EXPORT_REFUSALS,
  'department-only': row(
    422,
    ['This matter stays with a department', '该事项须由职能部门办理'],
    ['Dispatch to a department of city or district level.', '请派至市级或区县职能部门。'],
  ),
  'accused-unit': row(
    422,
    ['The ticket is about this unit', '被反映单位应当回避'],
    ['Send it to a superior unit.', '请派至其上级单位。'],
  ),
  'accused-unit-needed': row(
    422,
    ['Nobody said whom this report is about', '举报未说明被反映单位'],
    [
      'Send `accusedUnit` or, if the citizen named nobody, `noneNamed: true`.',
      '请填写 `accusedUnit`；市民未指明单位的，请填写 `noneNamed: true`。',
    ],
  ),
  'named-in-text': row(
    422,
    ['The report names this unit', '举报内容提及该单位'],
    [
      'Name it as accused by `correct`, send the ticket to another unit, or repeat the command with `despiteNamed: true`.',
      '请用 `correct` 将其登记为被反映单位，或改派其他单位，或确认无误后以 `despiteNamed: true` 重新提交。',
    ],
  ),
  'redaction-unconfirmed': row(
    422,
    ['Nobody has looked yet at what units will read', '脱敏文本尚未确认'],
    [
      'Read `redaction` of the ticket, mend it where a name is left, and send title and text with `confirmRedaction`.',
      '请查看工单的 `redaction`，补充遗漏之处后用 `confirmRedaction` 提交标题和正文。',
    ],
  ),
  'personal-words-left': row(
    422,
    ['Words by which somebody may be known are left', '脱敏文本中仍有个人信息'],
    [
      'Replace what `detail` names by its place in title or text, or send each that names nobody in `kept`, with a reason.',
      '请替换 `detail` 列出的内容（标题、正文中的位置）；确不指向个人的，请在 `kept` 中逐一列明并说明理由。',
    ],
  ),
  'correct-instead': row(
    422,
    ['That is corrected, not accepted', '该项须以更正办理'],
    ['Use `correct`, with a reason, and accept the ticket then.', '请用 `correct` 并说明理由，再受理。'],
  ),
  'protection-too-low': row(
    422,
    ['The ticket cannot be protected less', '不得降低保护级别'],
    ['Correct `type` or `identity` if they are wrong.', '如类型或身份公开方式有误，请更正 `type` 或 `identity`。'],
  ),
  'owner-fixed': row(
    422,
    ['The owner was fixed', '主办单位已确定'],
    ['Dispatch to the unit named in `detail`, or consult again.', '请派至 `detail` 所列单位，或重新会商。'],
  ),
  'hop-limit': row(
    422,
    ['Dispatched too often', '派单次数已达上限'],
    ['The duty board must rule on the owner.', '请提交职责裁定。'],
  ),
  'return-not-allowed': row(
    422,
    ['This ticket cannot be returned', '该工单不得退回'],
    ['Handle it, or ask for an extension or for help.', '请继续办理，或申请延期、吹哨协同。'],
  ),
  'return-window-closed': row(
    422,
    ['Too late to return it', '退单时限已过'],
    ['Handle it, or turn to a supervisor.', '请继续办理，或联系督办人员。'],
  ),
  'extension-not-allowed': row(
    422,
    ['It cannot be extended', '不得延期'],
    ['Reply in time, or ask for a suspension with a reason.', '请按期答复，或说明理由申请挂起。'],
  ),
  'extension-limit': row(
    422,
    ['The extension is too long', '延期超过上限'],
    ['Ask for fewer days; `detail` names the limit.', '请缩短延期天数，上限见 `detail`。'],
  ),
  'suspension-invalid': row(
    422,
    ['The suspension has no such end', '挂起期限无效'],
    ['Name an `until` that is still to come.', '请填写将来的 `until`。'],
  ),
  'request-not-found': row(
    422,
    ['There is no such open request', '没有该待批申请'],
    ['Take an open one from `requests` of the ticket.', '请从工单 `requests` 中选择待批申请。'],
  ),
  'task-not-found': row(
    422,
    ['There is no such task', '协办任务不存在'],
    ['Take one from `tasks` of the ticket.', '请从工单 `tasks` 中选择任务。'],
  ),
  'task-not-allowed': row(
    422,
    ['That cannot be done with this task', '该任务不能执行此操作'],
    ['Only its own unit acts on a task, once at each step.', '任务只能由所属单位办理，且每一步只能办理一次。'],
  ),
  'open-tasks': row(
    422,
    ['Tasks are still open', '协办任务尚未完成'],
    ['Wait for them, or say why not in `openTasksReason`.', '请等待协办完成，或在 `openTasksReason` 中说明理由。'],
  ),
  'supervision-not-found': row(
    422,
    ['There is no such unanswered supervision', '没有该待答复督办'],
    ['Take an unanswered one from `supervisions` of the ticket.', '请从工单 `supervisions` 中选择待答复的督办。'],
  ),
  'never-declined': row(
    422,
    ['This may not be declined', '该诉求不得不予受理'],
    ['Accept it, answer it, or hand it to an emergency line.', '请受理、直接答复或转紧急热线。'],
  ),
  'reason-required': row(422, ['A reason is needed', '须说明理由'], ['Send `reason`.', '请填写 `reason`。']),
  'new-lead-required': row(
    422,
    ['Another unit must do it', '须更换主办单位'],
    ['Name another lead in `unit`, or close the ticket with a code.', '请在 `unit` 中指定其他单位，或以结案代码办结。'],
  ),
  'code-not-allowed': row(
    422,
    ['This code does not close the ticket', '结案代码不适用'],
    ['Use one of the codes named in `detail`.', '请使用 `detail` 所列代码。'],
  ),
  'master-less-urgent': row(
    422,
    ['The ticket to merge into is less urgent', '主工单的紧急程度较低'],
    [
      'Merge the less urgent ticket into the more urgent one, or handle them apart; a follower waits by the limits of its master.',
      '请将紧急程度较低的工单并入较高的一方，或分别办理；跟随单按主工单的时限等待。',
    ],
  ),
  'merge-not-allowed': row(
    422,
    ['These tickets cannot be merged', '工单不能合并'],
    [
      '`detail` says why; merge into a master that is still being handled.',
      '原因见 `detail`；请合并至仍在办理的主工单。',
    ],
  ),
  ...SPLIT_REFUSALS,
  'reopen-window-closed': row(
    422,
    ['Too late to reopen it', '重办时限已过'],
    ['Register a new ticket.', '请另行登记。'],
  ),
  'appeal-window-closed': row(422, ['Too late to appeal', '申诉时限已过'], ['Register a new ticket.', '请另行登记。']),
  'no-callback-wanted': row(
    422,
    ['The citizen wants no callback', '市民不要求回访'],
    ['Nothing needs to be done.', '无需回访。'],
  ),
  'whistle-not-allowed': row(
    422,
    ['This whistle cannot be blown', '不能吹哨'],
    ['`detail` says who may whistle and for whom.', '可吹哨的单位与对象见 `detail`。'],
  ),
  'task-open': row(
    409,
    ['The unit was called in already', '该单位已被吹哨，任务尚未办结'],
    [
      'Name only other units, or wait for the answers of those named in `detail`.',
      '请仅列其他单位，或等待 `detail` 所列单位答复。',
    ],
  ),
  'too-many-tasks': row(
    422,
    ['The ticket has as many tasks as it may have', '协办任务数量已达上限'],
    ['Name fewer units; `detail` says how many are left.', '请减少所列单位，剩余数量见 `detail`。'],
  ),
  'too-many-followers': row(
    422,
    ['As many tickets follow this master as may', '主工单的跟随单数量已达上限'],
    ['Answer this one on its own, or merge it into another master.', '请单独办理，或并入另一主工单。'],
  ),
  'too-many-supervisions': row(
    422,
    ['It was supervised as often as may be', '督办次数已达上限'],
    ['Urge the unit, or have the duty board rule.', '请改用催办，或提交职责裁定。'],
  ),
  'too-many-requests': row(
    422,
    ['As much was asked for as may be', '申请次数已达上限'],
    ['Handle the ticket, reply to it, or ask for a return.', '请继续办理、答复，或申请退单。'],
  ),
  'too-many-callbacks': row(
    422,
    ['The citizen was missed as often as is kept', '未接通的回访次数已达上限'],
    ['Call within the hours in which an attempt counts.', '请在计入次数的时段内回访。'],
  ),
  'too-many-nudges': row(
    409,
    ['This was said as often as is written down', '催单或补充次数已达上限'],
    [
      'The unit knows. Whoever is responsible can urge or supervise; new matters get a new ticket.',
      '承办单位已知悉；可由有关岗位催办或督办，新的诉求请另行登记。',
    ],
  ),
  'too-many-attachments': row(
    422,
    ['There are as many files as there may be', '附件数量已达上限'],
    [
      'Send what belongs together as one paper; files that were sent and not attached go by themselves within a day.',
      '请将相关材料合并为一个文件；已上传但未关联的文件将在一日内自动清除。',
    ],
  ),
  'ticket-full': row(
    422,
    ['The ticket is as large as a ticket may be', '工单内容已达上限'],
    [
      'Reply, return, review or close it; register a new ticket for anything more, and name this one in it.',
      '请答复、退单、审核或办结；其他事项请另行登记并注明本工单编号。',
    ],
  ),
};
