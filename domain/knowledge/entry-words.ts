import type { Words } from '../ticket/words.js';
import type { Audience, CorrectionKind, EntryCommand, EntryState, TaskKind, TaskOutcome } from './vocabulary.js';

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

export const TASK_KIND_WORDS: Readonly<Record<TaskKind, Words>> = {
  gap: words('补充条目', 'an entry to write'),
  unitReview: words('单位审核', 'a review for the unit'),
  hotlineReview: words('热线审核', 'a review for the hotline'),
  correction: words('纠错', 'a correction'),
  recheck: words('定期复核', 'an entry to look at anew'),
  expiry: words('到期续期', 'an entry that expires'),
  deadLeaf: words('场景断头', 'a scene that leads to nothing'),
};

export const CORRECTION_KIND_WORDS: Readonly<Record<CorrectionKind, Words>> = {
  wrong: words('答案有误', 'wrong'),
  outdated: words('已过时', 'outdated'),
  wording: words('表述不清', 'badly worded'),
};

export const TASK_OUTCOME_WORDS: Readonly<Record<TaskOutcome, Words>> = {
  done: words('已办', 'done'),
  dismissed: words('无需办理', 'nothing to do'),
};
