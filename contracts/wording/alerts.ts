/** What is said to who sees to alerts. */
export const ALERTS_IN_CHINESE: Readonly<Record<string, string>> = {
  'There is no such alert.': '没有此预警。',
  'Somebody sees to it already.': '已有人确认此预警。',
  'It is known already what became of this alert.': '此预警已处置。',
  'That is for people of the desk, and of the unit that sees to the alert.':
    '此操作须由值守人员或负责处置的单位人员办理。',
  'That is for people of the desk.': '此操作须由值守人员办理。',
  'Tickets are merged by an operator or a dispatcher.': '并单须由话务员或派单员办理。',
  'That is for a dispatcher, supervisor, duty manager or director, and the unit that sees to the alert.':
    '此操作须由派单员、督办员、值班长、主任或负责处置的单位人员办理。',
  'Its tickets follow another master already. Merge into that one.': '其工单已并入另一主单，请并入该主单。',
  'Say why it is none: the rule is judged by it.': '请说明为何是误报，规则据此评价。',
  'A report stands alone: that there is one is told to nobody who did not ask for it.':
    '举报件单独办理，不得与其他工单关联。',
};
