import type { Words } from '../ticket/words.js';
import type { EntryCommand } from './vocabulary.js';
import type { Audience, EntryState } from './vocabulary.js';

const words = (zh: string, en: string): Words => ({ zh, en });

export const ENTRY_STATE_WORDS: Readonly<Record<EntryState, Words>> = {
  draft: words('草稿', 'draft'),
  unitReview: words('单位审核', 'in review by its unit'),
  hotlineReview: words('热线审核', 'in review by the hotline'),
  published: words('已发布', 'published'),
  expiring: words('即将到期', 'about to expire'),
  expired: words('已到期', 'expired'),
  superseded: words('已被替代', 'superseded'),
  withdrawn: words('已撤下', 'withdrawn'),
};

export const ENTRY_COMMAND_WORDS: Readonly<Record<EntryCommand, Words>> = {
  submit: words('提交', 'Submit'),
  approve: words('单位通过', 'Approve for the unit'),
  return: words('退回', 'Return'),
  publish: words('发布', 'Publish'),
  renew: words('续用', 'It still holds'),
  withdraw: words('撤下', 'Withdraw'),
};

export const AUDIENCE_WORDS: Readonly<Record<Audience, Words>> = {
  public: words('公开', 'public'),
  internal: words('内部', 'internal'),
};
