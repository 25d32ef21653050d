/** What is said to who writes, reviews or withdraws knowledge entries. */
export const KNOWLEDGE_IN_CHINESE: Readonly<Record<string, string>> = {
  'That is for people of the unit that owns the entry.': '此操作须由知识条目的归口单位人员办理。',
  'That is for a reviewer, duty manager or director of the hotline.': '此操作须由热线的审核员、值班长或主任办理。',
  'That is for people of the unit that owns the entry, and for a reviewer, duty manager or director of the hotline.':
    '此操作须由知识条目的归口单位人员，或热线的审核员、值班长、主任办理。',
  'The entry is {1}, and that cannot be done with it now.': '该知识条目现为 {1}，不能进行此操作。',
  'Nobody reviews an entry that they wrote or approved. Another person does.':
    '不得审核本人编写或已审核的知识条目，须由另一人审核。',
  'There is no such entry, or not in this version.': '没有此知识条目，或没有此版本。',
  'Somebody else has changed this entry since it was read.': '读取之后，已有他人修改此知识条目。',
  'There is no such unit, or it is closed.': '没有此单位，或该单位已关闭。',
  'No such version of an entry was published.': '没有发布过此版本的知识条目。',
  'The ticket is not over: nobody knows yet what the answer is.': '工单尚未办结，还不知道答复是什么。',
  'The words of this ticket stay where they are.': '此工单的内容不得用于编写知识条目。',
  'There is an entry under this id already.': '此编号下已有知识条目。',
  'This entry stands in the file twice.': '该条目在文件中重复出现。',
  'From one day to {1}.': '须为 1 至 {1} 天。',
  'There is no such task.': '没有此知识库待办。',
  'The task has ended already.': '该待办已办结。',
  'It is done by reviewing or renewing the entry, or by withdrawing it.': '此类待办须通过审核、续用或撤下条目来办结。',
  'Say why there is nothing to do: whoever asked reads it.': '请说明为何无需办理，提出人会看到。',
  'That is for people of the unit that has the task, and for a reviewer, duty manager or director of the hotline.':
    '此操作须由承办该待办的单位人员，或热线的审核员、值班长、主任办理。',
  'This version is not served any more: read the entry as it is now.': '该版本已不再提供，请阅读现行条目。',
  'This id is taken. Make another one.': '此编号已被使用，请换一个。',
  'There is no such class.': '没有此事项类别。',
  'There is no such unit.': '没有此单位。',
  'It has to end after it begins.': '截止时间须晚于起始时间。',
  'Write an address that begins with https:// or http://.': '请填写以 https:// 或 http:// 开头的网址。',
  'Say why: whoever wrote the entry has to mend it.': '请说明原因，以便编写人修改。',
};
