/** What is said to who asks for a person's data, decides it or fetches it. */
export const DATA_REQUESTS_IN_CHINESE: Readonly<Record<string, string>> = {
  'Nobody decides a data request of their own. Another person does.':
    '不得审批本人提出的个人信息查阅申请，须由另一人审批。',
  'This data request is {1}. There is nothing to decide.': '该个人信息查阅申请现为 {1}，无可审批。',
  'This data request is {1}. It is downloaded once, within an hour after another person has granted it.':
    '该个人信息查阅申请现为 {1}。经另一人批准后一小时内可下载一次。',
  'There is no data request with this id that you may see.': '没有您可查看的此编号的个人信息查阅申请。',
  'This was downloaded or withdrawn a moment ago.': '该个人信息刚刚已被下载或申请已被撤回。',
  'A data request is taken back by who made it, or by who decides it.': '个人信息查阅申请由申请人或审批人撤回。',
  'Name at least one ticket.': '请至少列出一件工单。',
  'At most twenty tickets at a time.': '一次最多二十件工单。',
};
