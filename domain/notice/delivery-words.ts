import type { Words } from '../ticket/words.js';
import type { NoticeChannel, NoticeStatus } from './vocabulary.js';

/** By which way somebody is told. The Chinese words are those of `docs/glossary.md`; a test compares. */
export const CHANNEL_OF_NOTICE_WORDS: Readonly<Record<NoticeChannel, Words>> = {
  email: { zh: '电子邮件', en: 'e-mail' },
  sms: { zh: '短信', en: 'text message' },
  webhook: { zh: '单位接口', en: "unit's receiver" },
  inApp: { zh: '站内', en: 'inbox' },
};

export const NOTICE_STATUS_WORDS: Readonly<Record<NoticeStatus, Words>> = {
  pending: { zh: '待发', en: 'pending' },
  sending: { zh: '发送中', en: 'being sent' },
  sent: { zh: '已发', en: 'sent' },
  merged: { zh: '已并入', en: 'sent with another' },
  dead: { zh: '死信', en: 'tried in vain' },
  expired: { zh: '过期', en: 'expired' },
  cancelled: { zh: '取消', en: 'cancelled' },
};
