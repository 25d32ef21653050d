import type { Words } from '../../../domain/ticket/words.js';

/** What the pages of the knowledge base say. */
export const KNOWLEDGE_PAGE_WORDS = {
  knowledge: { zh: '常见问题', en: 'Questions and answers' },
  knowledgeLead: {
    zh: '写一句话或几个词，如“停水”“居住证”。',
    en: 'A sentence or a few words, as you would say it.',
  },
  knowledgeQuestion: { zh: '您想问什么', en: 'What do you want to know?' },
  knowledgeSearch: { zh: '查找', en: 'Look it up' },
  knowledgeFound: { zh: '找到 {1} 条', en: 'Found: {1}' },
  knowledgeNone: {
    zh: '没有找到。换个说法试试，或拨打热线，由话务员答复。',
    en: 'Nothing was found. Try other words, or call the hotline.',
  },
  knowledgeFor: { zh: '适用对象：{1}', en: 'For: {1}' },
  knowledgeUntil: { zh: '有效至 {1}', en: 'It holds until {1}' },
  knowledgeBasis: { zh: '依据', en: 'What it rests on' },
  knowledgeFrom: { zh: '{1}，{2} 发布', en: '{1}, published {2}' },
  knowledgeWrong: { zh: '这条答复有问题？', en: 'Is something wrong with this answer?' },
  knowledgeWrongLead: {
    zh: '会转给负责的单位核对。请不要写姓名、电话；要反映您自己的事情，请拨打热线。',
    en: 'Who is responsible looks at it. Leave out names and numbers; for a matter of your own, call the hotline.',
  },
  about: { zh: '哪里不对', en: 'What is not right' },
  'about.wrong': { zh: '内容有误', en: 'It is wrong' },
  'about.outdated': { zh: '已经过时', en: 'It is outdated' },
  'about.wording': { zh: '看不明白', en: 'It is hard to understand' },
  knowledgeText: { zh: '应该怎样，或哪里看不明白', en: 'How it is, or what is unclear' },
  sendCorrection: { zh: '提交', en: 'Send' },
  correctionDone: { zh: '谢谢，已转给负责的单位。', en: 'Thank you. It went to who is responsible.' },
  knowledgeOther: { zh: '查别的问题', en: 'Ask something else' },
} as const satisfies Readonly<Record<string, Words>>;
