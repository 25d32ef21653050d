import { Tag } from 'antd';
import { ALERT_STATE_WORDS } from '../../domain/sentinel/alert-words.js';
import { useWords } from '../words/i18n.js';
import type { AlertBody } from './alert.js';

export function AlertTag({ alert: { state, isLate } }: { alert: AlertBody }) {
  const { say } = useWords();
  return (
    <Tag color={state !== 'raised' ? undefined : isLate ? 'error' : 'warning'}>{say(ALERT_STATE_WORDS[state])}</Tag>
  );
}
