import type { Words } from '../ticket/words.js';
import type { AlertRule, AlertState, Disposition } from './vocabulary.js';

const words = (zh: string, en: string): Words => ({ zh, en });

export const ALERT_RULE_WORDS: Readonly<Record<AlertRule, Words>> = {
  outage: words('同地同类停供', 'an outage at one place'),
  star: words('多人一事', 'several people, one matter'),
  place: words('一地集中来电', 'many calls from one place'),
  surge: words('同类激增', 'a surge of one class'),
  season: words('季节重点', 'what the season brings'),
};

export const ALERT_STATE_WORDS: Readonly<Record<AlertState, Words>> = {
  raised: words('待确认', 'to be acknowledged'),
  acknowledged: words('处置中', 'seen to'),
  over: words('已处置', 'over'),
};

export const DISPOSITION_WORDS: Readonly<Record<Disposition, Words>> = {
  merge: words('并单办理', 'merged'),
  outage: words('已知停供', 'a known outage'),
  proactive: words('未诉先办', 'seen to before more ask'),
  dismiss: words('误报', 'a false alarm'),
};
