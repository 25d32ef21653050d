/** What a citizen says of an ordinary matter, as the API takes it, for tests to which the matter is all one. */
export const NO_WATER = {
  channel: 'phone',
  type: 'help',
  urgency: 'P2',
  title: '小区停水两天无人处理',
  text: '从前天早上开始整栋楼没有水，希望尽快修复。',
  replyWanted: true,
  citizen: { name: '李某', phone: '13800001234', identity: 'open' },
  address: { text: '望江路 1 号' },
};
