const q = (words) => `q=${encodeURIComponent(words)}`;

/**
 * What is asked, each in the variants that are asked in turn. `role` and `unit` say who asks; unless said otherwise, a
 * supervisor. `beside`: shown and not judged, since a worklist counts all that its unit owes and no list does.
 * `search`: the words whose plain `LIKE` over the same texts is measured beside it.
 */
export const QUESTIONS = [
  { name: 'newest twenty, no filter (the bound)', bound: true, asks: ['/tickets?'] },
  ...['dueToday', 'overdue', 'unacknowledged', 'returnedTwice', 'pingPong', 'dissatisfied', 'waitingForMe'].map(
    (list) => ({
      name: `list ${list}`,
      asks: [`/tickets?list=${list}`],
    }),
  ),
  { name: 'list silent (3 days)', asks: ['/tickets?list=silent'] },
  { name: 'silent for 7 or 14 days', asks: ['/tickets?silentDays=7', '/tickets?silentDays=14'] },
  { name: 'list overdue, newest first', asks: ['/tickets?list=overdue&sort=-registeredAt'] },
  { name: 'list silent, newest first', asks: ['/tickets?list=silent&sort=-registeredAt'] },
  { name: 'all lists with their counts', whole: true, asks: ['/lists'] },
  { name: 'all lists, asked by a district', whole: true, role: 'handler', unit: 'district-east', asks: ['/lists'] },
  { name: 'approvals', whole: true, role: 'dutyManager', asks: ['/approvals?limit=20'] },
  {
    name: 'worklist of a unit',
    whole: true,
    beside: true,
    role: 'handler',
    unit: 'water',
    asks: ['/inbox?limit=20', '/inbox?limit=20&overdue=true', '/inbox?limit=20&kind=toReply'],
  },
  {
    name: 'worklist of a district',
    whole: true,
    beside: true,
    role: 'handler',
    unit: 'district-east',
    asks: ['/inbox?limit=20'],
  },
  { name: 'worklist of a reviewer', whole: true, beside: true, role: 'reviewer', asks: ['/inbox?limit=20'] },
  { name: 'worklist of a callback agent', whole: true, beside: true, role: 'callbackAgent', asks: ['/inbox?limit=20'] },
  { name: 'wall board', whole: true, asks: ['/stats/board'] },
  { name: 'wall board of a district', whole: true, role: 'handler', unit: 'district-east', asks: ['/stats/board'] },
  {
    name: 'unit subtree, all states',
    asks: ['/tickets?unit=district-east', '/tickets?unit=water', '/tickets?unit=east-tinglan'],
  },
  {
    name: 'unit subtree, in progress',
    asks: ['/tickets?unit=district-east&state=inProgress', '/tickets?unit=housing&state=inProgress'],
  },
  {
    name: 'unit subtree, overdue list',
    asks: ['/tickets?unit=district-east&list=overdue', '/tickets?unit=water&list=overdue'],
  },
  { name: 'what a district sees', role: 'handler', unit: 'district-east', asks: ['/tickets?'] },
  { name: 'state in progress, oldest first', asks: ['/tickets?state=inProgress&sort=registeredAt'] },
  { name: 'two open states, oldest first', asks: ['/tickets?state=inProgress&state=dispatched&sort=registeredAt'] },
  { name: 'level 2 and above', asks: ['/tickets?level=2&level=3&level=4&level=5'] },
  {
    name: 'area subtree',
    asks: ['/tickets?area=district-east', '/tickets?area=east-tinglan', '/tickets?area=east-tinglan-xiqiao-1'],
  },
  { name: 'class subtree', asks: ['/tickets?class=01', '/tickets?class=0101', '/tickets?class=010102'] },
  { name: 'handler', asks: ['/tickets?handler=handler-7', '/tickets?handler=handler-77'] },
  { name: 'area and class, due soonest', asks: ['/tickets?area=district-east&class=01&list=dueToday'] },
  { name: 'text, two characters, in every fourth', asks: [`/tickets?${q('尽快')}`] },
  { name: 'text, two characters, common', search: '噪声', asks: [`/tickets?${q('噪声')}`, `/tickets?${q('路灯')}`] },
  { name: 'text, two characters, not heard for months', asks: [`/tickets?${q('供暖')}`] },
  { name: 'text, two characters, rare', search: '煤配', asks: [`/tickets?${q('煤配')}`, `/tickets?${q('蜂窝')}`] },
  { name: 'text, four characters and more', asks: [`/tickets?${q('井盖破损')}`, `/tickets?${q('预付卡退款难')}`] },
  { name: 'text, characters that stand apart', asks: [`/tickets?${q('路灯公积')}`] },
  { name: 'text in a list', asks: [`/tickets?list=overdue&${q('噪声')}`] },
  { name: 'text in a unit', asks: [`/tickets?unit=district-east&${q('噪声')}`, `/tickets?unit=water&${q('井盖')}`] },
  {
    name: 'text, asked by a district',
    role: 'handler',
    unit: 'district-east',
    asks: [`/tickets?${q('噪声')}`, `/tickets?${q('蜂窝')}`],
  },
];
