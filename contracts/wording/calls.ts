/** What is said to telephone platforms, and to who speaks with callers. */
export const CALLS_IN_CHINESE: Readonly<Record<string, string>> = {
  'This is not the id of a call.': '不是有效的来电编号。',
  'This is not the name of a line.': '不是有效的席位号。',
  'The id of a call must not hold the number of who calls: it is kept in clear.':
    '来电编号中不得含有主叫号码，因其以明文保存。',
  'This is later than now. Look at the clock of the platform.': '该时间晚于当前时间，请检查话务平台的时钟。',
  'This call has a hundred events already. Give each call an id of its own.':
    '该来电已有一百条事件，请为每个来电使用不同的编号。',
  'There is no account with this id.': '没有此账号。',
  'There is no call with this id at your desk.': '您的席位上没有此来电。',
  'This missed call is done: they were rung back, or rang again themselves.':
    '该未接来电已处理：已回拨，或来电人已再次来电并被接听。',
  'Somebody else is ringing them back at this moment.': '他人正在回拨此来电人。',
  'Nobody marks a caller alone. Another person decides.': '标记来电人须由另一人审批，不得由申请人自行决定。',
  'This mark is {1}. There is nothing to decide.': '该标记为 {1}，没有可审批的事项。',
  'Somebody else was faster: this mark is decided or withdrawn.': '他人已先行办理：该标记已审批或已撤回。',
  'There is no mark of a caller with this id that you may see.': '没有您可查看的此来电人标记。',
  'Their number was withheld: nobody can be marked.': '来电未显示号码，无法标记。',
  'There is no missed call with this id.': '没有此未接来电。',
};
