/** What is said to who asks for what was erased, or wants it erased. */
export const ERASING_IN_CHINESE: Readonly<Record<string, string>> = {
  'This ticket was erased. Nothing of it can be read or done any more.': '该工单已删除，不能再读取或操作。',
  'This ticket is held: {1}. Nothing was erased.': '该工单不得删除（{1}），未删除任何内容。',
  'Nobody decides the erasure that they asked for. Another person does.':
    '不得审批本人提出的删除申请，须由另一人审批。',
  'This request was not decided within seven days. It has to be asked anew.': '该申请七日内未获审批，须重新提出。',
  'Nobody asked with this id that this ticket be erased.': '该工单没有此编号的删除申请。',
  'A request is taken back by who made it, or by who decides it.': '申请由申请人或审批人撤回。',
  'A backup brought back {1} tickets that were erased. Nothing is served until they are erased again: huiying erase replay.':
    '备份恢复了 {1} 件已删除的工单。重新删除之前暂停服务：huiying erase replay。',
};
