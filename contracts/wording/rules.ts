/** What the rules say, in English as they say it, and in Chinese. `{1}` stands for the first fact in the sentence. */
export const RULES_IN_CHINESE: Readonly<Record<string, string>> = {
  'Nobody looks at what they declined themselves. Another person does.': '不得抽检本人不予受理的工单，须由另一人抽检。',
  'Somebody has looked at this decline already.': '已有人抽检过这次不予受理。',
  'Say why it should not have been declined: whoever did reads it.': '请说明为何不应不予受理，原办理人会看到。',
  'This ticket was not drawn.': '此工单未被抽中。',
  'A week is drawn when it is over.': '一周结束后才抽检。',
  'This ticket has grown as large as a ticket may be. It can still be replied to, returned, reviewed and closed; for anything more register a new ticket, and name this one in it.':
    '该工单已达到容量上限。仍可答复、退单、审核和办结；其他事项请另行登记，并注明本工单编号。',
  'A ticket has at most {1} {2}. {3}': '一个工单最多 {1} {2}。{3}',
  'tasks in its life': '个协办任务',
  'Nobody asks for this purpose as {1}. It is for: {2}.': '{1} 不得以此用途申请。可申请的角色：{2}。',
  'This is shown to you anyhow: {1}. Ask for the rest alone.': '以下内容本已向您显示：{1}。请只申请其余内容。',
  'This is decided by: {1}. You are {2}.': '该申请由以下角色批复：{1}。您的角色是 {2}。',
  'Nobody decides their own request. Another person in another position does.':
    '不得批复本人的申请，须由其他岗位的另一人批复。',
  'Who asked is {1} too. Somebody in another position decides.': '申请人同为 {1}，须由其他岗位的人批复。',
  'This request was not decided within a day, or its ticket is with another unit by now. It has to be asked anew.':
    '该申请一日内未批复，或工单已转其他单位，须重新申请。',
  'This request is {1}. There is nothing to decide.': '该申请状态为 {1}，无需批复。',
  'supervisions in its life': '次督办',
  'requests in its life': '次申请',
  'callbacks in a round': '次未接通回访（每轮）',
  followers: '个从单',
  nudges: '次催单',
  supplements: '次补充',
  attachments: '个附件',
  'Send what belongs together as one paper, or register a new ticket for a new matter.':
    '请将相关材料合并为一个文件；如有新诉求，请另行登记。',
  'Only the lead unit of the ticket, or one with an open task on it, may do that.':
    '仅主办单位或有未结协办任务的单位可以执行。',
  'Call within the hours in which an attempt counts, or record whom you reached.':
    '请在计入次数的时段内回访，或登记已联系上的人。',
  '{1} are left: name so many co-units, or none, as `coUnits`.':
    '还可添加 {1} 个：请在 `coUnits` 中减少协办单位，或不填。',
  'So many wait for {1} already. Answer this one on its own, or merge it into another master.':
    '已有这么多工单并入 {1}。请单独办理本工单，或并入其他主工单。',
  'Reply with what the units called so far have found, or ask for a return.':
    '请按已吹哨单位的办理情况答复，或申请退单。',
  'Handle the ticket, reply to it, or ask for a return.': '请继续办理、答复，或申请退单。',
  'Urge the unit, or have the duty board send the ticket to another.': '请催办该单位，或由值班长改派其他单位。',
  'The command {1} is for: {2}. You are {3}.': '操作 {1} 只适用于：{2}。您的角色是 {3}。',
  'The command {1} is possible in: {2}. The ticket is {3}.': '操作 {1} 只能在以下状态进行：{2}。工单当前状态为 {3}。',
  'Your unit has no open task on this ticket.': '您的单位在该工单上没有未完成的任务。',
  'Only the lead unit of the ticket may do that.': '只有主办单位可以执行此操作。',
  'A citizen who is not helped or not satisfied is asked why. Send the answer as `reason`.':
    '市民表示未解决或不满意时须询问原因，请填写 `reason`。',
  'A dissatisfied ticket that is not redone closes with a code: panel, deferred, handedOver or explained.':
    '不再重办的不满意工单须以代码办结：panel、deferred、handedOver 或 explained。',
  'A reply is reviewed by another person than the one who wrote it.': '答复须由答复人以外的人员审核。',
  'Say why the reply is not accepted, so that the unit can mend it.': '请说明退回答复的理由，以便单位改正。',
  'The citizen is called back by another person than the handler and the reviewer.':
    '回访须由经办人、审核员以外的人员进行。',
  'The handler of a ticket cannot judge whether it is done again.': '经办人不得裁定是否重办。',
  'Redone {1} times already. Name another lead in `unit`, or close it as panel, deferred or handedOver.':
    '已重办 {1} 次。请在 `unit` 中指定其他主办单位，或以 panel、deferred、handedOver 办结。',
  'Redone {1} times and still not right: an explanation is not enough. Close it as panel, deferred or handedOver.':
    '已重办 {1} 次仍未解决，仅作解释不足以办结。请以 panel、deferred 或 handedOver 办结。',
  'The time for reopening ended at {1}. Register a new ticket, and name this one in it.':
    '重办期限已于 {1} 届满。请另行登记，并注明本工单编号。',
  'A ticket never goes to the unit it is about, nor below it (济南市条例 art. 32). Dispatch to its superior.':
    '工单不得派给被反映单位及其下级（济南市条例第32条）。请派至其上级单位。',
  'What units would read holds words by which somebody may be known: {1}. Take them out or, where one names nobody, send it in kept with why it stays.':
    '单位将看到的内容仍含可能指向个人的信息：{1}。请删去；确不指向个人的，请在 kept 中列明并说明保留理由。',
  'This ticket protects who asked, and nobody has looked yet at what units will read of it. Read `redaction`, mend it, and send it with confirmRedaction; then hand it on.':
    '该工单须保护诉求人，单位将看到的内容尚未有人核对。请查看 `redaction`，修改后用 confirmRedaction 提交，再行派出。',
  'The text of this report names {1}, and nobody said whom it is about. If it is about that unit, say so by correct; if not, send it again with despiteNamed.':
    '该举报内容提及 {1}，而尚未登记被反映单位。如确系反映该单位，请用 correct 更正；如不是，请加 despiteNamed 重新提交。',
  'Nobody said whom this report is about. Name it as accusedUnit or, if the citizen named nobody, send noneNamed.':
    '该举报尚未说明被反映单位。请填写 accusedUnit；市民未指明的，请填写 noneNamed。',
  'By its type and by what the citizen said this ticket is {1}, and a person can only protect it more. Correct type or identity if they are wrong.':
    '按类型和市民的意愿，该工单的保护级别为 {1}，只能提高不能降低。如类型或身份公开方式有误，请更正。',
  'Accepting does not replace the unit that a ticket is about, nor make another thing of a report. Say so by correct, with a reason, and accept it then.':
    '受理时不得更换被反映单位，也不得将举报改为其他类型。请先用 correct 更正并说明理由，再受理。',
  'A {1} can assist but never own a ticket. Dispatch to its township, or name it among coUnits.':
    '{1} 级单位只能协办，不得主办。请派至其乡镇（街道），或列入 coUnits。',
  'A consultation fixed {1} as lead. Dispatch there, or consult again.':
    '会商已确定由 {1} 主办。请派至该单位，或重新会商。',
  'Class {1} belongs to a functional department and is not handed to a {2}.':
    '分类 {1} 由职能部门办理，不得派给 {2} 级单位。',
  'There is no unit {1}. See GET /units.': '没有单位 {1}。请查看 GET /units。',
  'This ticket was dispatched {1} times already. The duty board must rule.': '该工单已派单 {1} 次，须由值班长裁定。',
  'A unit cannot whistle for itself.': '单位不得对自己吹哨。',
  'Only units from township level upwards may blow the whistle.': '只有乡镇（街道）及以上单位可以吹哨。',
  'The unit that the ticket is about cannot be called in to handle it.': '被反映单位不得参与办理。',
  'A {1} cannot be whistled for; name its township or a department.': '不能对 {1} 级单位吹哨，请指定其乡镇或职能部门。',
  'Called in already, and not answered yet: {1}. Name only others, or wait for their answers.':
    '以下单位已被吹哨且尚未回应：{1}。请只填写其他单位，或等待回应。',
  'Task {1} belongs to another unit.': '任务 {1} 属于其他单位。',
  'Task {1} is {2} already.': '任务 {1} 的状态已是 {2}。',
  'Task {1} was reported in already.': '任务 {1} 已报到。',
  'Tasks {1} are still open. Wait for them, or say why not in openTasksReason.':
    '任务 {1} 尚未完成。请等待完成，或在 openTasksReason 中说明理由。',
  'There is no task {1} on this ticket.': '该工单没有任务 {1}。',
  'A ticket cannot be merged into itself.': '工单不能与自身合并。',
  'Only a declined ticket can be appealed. A closed ticket with new facts may be reopened by a reviewer.':
    '只有不予受理的工单可以申诉。已办结的工单如有新情况，可由审核员重办。',
  'The ticket to merge into follows another one. Merge into that master instead.':
    '目标工单已并入其他工单，请并入其主工单。',
  'The ticket to merge into has its reply already. Answer this one on its own.': '目标工单已有答复，请单独办理本工单。',
  'A request is split into {1} to {2} parts, not into {3}.': '一件诉求可拆为 {1} 至 {2} 件，不能拆为 {3} 件。',
  'This ticket was split off {1} itself. Register what it lacks as a new ticket, and name that one in it.':
    '该工单本身由 {1} 拆出。遗漏的事项请另行登记，并注明该工单编号。',
  'Other tickets wait for the reply to this one. Unmerge them first, and merge each into the part that it is about.':
    '有其他工单并入本工单等待答复。请先解除并单，再分别并入所涉的分单。',
  'This request was split, and closed with its parts. Reopen the part that is not done; the request opens with it.':
    '该诉求已拆单，并随各分单办结。请重办未办好的分单，本单随之重新打开。',
  'The ticket to merge into was split. Merge into the part that is about the same matter.':
    '目标工单已拆单，请并入其中同一事项的分单。',
  'The ticket to merge into was not found.': '没有找到要并入的工单。',
  'This ticket follows no other ticket.': '该工单没有并入其他工单。',
  'This ticket is itself a master. Unmerge its followers first, or merge the other ticket into this one.':
    '该工单本身是主工单。请先拆分其从单，或将对方并入本工单。',
  'The time for an appeal ended at {1}. Register a new ticket if there are new facts.':
    '申诉期限已于 {1} 届满。如有新情况，请另行登记。',
  'This ticket may not be declined ({1}). Accept it, answer it, or hand it to an emergency line.':
    '该工单不得不予受理（{1}）。请受理、直接答复或转紧急热线。',
  'A request is decided by another person than the one who asked, or who declined.':
    '申请须由申请人及作出不予受理决定者以外的人员审批。',
  'A suspension ends on a day to come. Name a later `until`.': '挂起须在将来某日结束，请填写更晚的 `until`。',
  'A ticket in redo stays with the unit that replied.': '重办工单由原答复单位办理，不得退回。',
  'An extension is asked for before the ticket is due, not after.': '延期须在到期之前申请。',
  'Another request on this ticket is still undecided. Wait for its decision.': '该工单已有待批申请，请等待其决定。',
  'Only a ticket in progress can be suspended.': '只有办理中的工单可以挂起。',
  'The owner of this ticket was fixed by a ruling and may not return it (潍坊市条例 art. 22).':
    '主办单位已由裁定确定，不得退单（潍坊市条例第22条）。',
  'The suspension asked for has passed already. Deny it, and have the unit ask again.':
    '所申请的挂起期限已过。请驳回，由单位重新申请。',
  'A {1} request is decided by: {2}.': '{1} 申请由以下角色审批：{2}。',
  'A {1} {2} ticket cannot be extended under the pack {3}.': '按规则包 {3}，{1} 级 {2} 工单不得延期。',
  'A {1} ticket is handled first; it cannot be returned.': '{1} 级工单须先行办理，不得退单。',
  'Extension {1} may be at most {2}, {3} in all; {4} granted so far.':
    '第 {1} 次延期最多 {2}，合计不超过 {3}；已批准 {4}。',
  'Request {1} is {2} already.': '申请 {1} 的状态已是 {2}。',
  'The time for asking a return ended at {1}. Handle the ticket, or ask a supervisor.':
    '申请退单的期限已于 {1} 届满。请继续办理，或联系督办员。',
  'There is no request {1} on this ticket.': '该工单没有申请 {1}。',
  'What the citizen said since may not be declined ({1}). Grant the appeal.':
    '市民此后的补充内容不得不予受理（{1}）。请支持申诉。',
  'There is no unanswered supervision {1} on this ticket.': '该工单没有待答复的督办 {1}。',
  'The ticket is at version {1} by now. Read it again, and decide on what it is.':
    '工单现为版本 {1}。请重新读取后再决定。',
  'This ticket was extended as often as it may be: {1} times, {2} in all. Reply by {3}.':
    '该工单已延期 {1} 次，共 {2}，不能再延期。请于 {3} 前答复。',
  'Nothing on this ticket waits for a decision.': '该工单没有待审批的申请。',
  'Your unit has reported in on all of its tasks.': '贵单位的全部任务均已报到。',
  'This ticket is {1}, and {2} is {3}: it would wait by the longer limits. Merge that one into this one, or handle them apart.':
    '该工单为 {1}，而 {2} 为 {3}，并入后将按更长的时限等待。请将对方并入本单，或分别办理。',
  'The ticket to merge into is a report, and how it is handled is kept secret. Handle this one on its own.':
    '要并入的工单为举报，其办理情况须保密。请单独办理本单。',
  'The unit that has the ticket to merge into is the one that this ticket is about. Handle this one on its own.':
    '要并入工单的承办单位正是本单所反映的单位。请单独办理本单。',
  'Extension {1} may be at most {2}, and {3} are left in all.': '第 {1} 次延期最多 {2}，总共还剩 {3}。',
  'No supervision on this ticket waits for an answer.': '该工单没有待回复的督办。',
};
