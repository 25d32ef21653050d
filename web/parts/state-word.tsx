import {
  AuditOutlined,
  CheckCircleOutlined,
  EditOutlined,
  FieldTimeOutlined,
  FileDoneOutlined,
  FrownOutlined,
  InboxOutlined,
  MergeOutlined,
  PartitionOutlined,
  PauseCircleOutlined,
  PhoneOutlined,
  SendOutlined,
  StopOutlined,
  TeamOutlined,
  ToolOutlined,
  UndoOutlined,
} from '@ant-design/icons';
import type { ComponentType } from 'react';
import { URGENCY_WORDS } from '../../domain/ticket/code-words.js';
import type { State, Urgency } from '../../domain/ticket/vocabulary.js';
import { STATE_WORDS } from '../../domain/ticket/words.js';
import { useWords } from '../words/i18n.js';

const SIGNS: Readonly<Record<State, ComponentType>> = {
  registered: EditOutlined,
  pendingDispatch: SendOutlined,
  consulting: TeamOutlined,
  dispatched: FieldTimeOutlined,
  inProgress: ToolOutlined,
  adjudication: AuditOutlined,
  suspended: PauseCircleOutlined,
  replied: FileDoneOutlined,
  callbackPending: PhoneOutlined,
  dissatisfiedReview: FrownOutlined,
  merged: MergeOutlined,
  split: PartitionOutlined,
  closed: CheckCircleOutlined,
  archived: InboxOutlined,
  terminated: StopOutlined,
  withdrawn: UndoOutlined,
};

export function StateWord({ state }: { state: State }) {
  const { say } = useWords();
  const Sign = SIGNS[state];
  return (
    <span className="state">
      <span aria-hidden>
        <Sign />
      </span>{' '}
      {say(STATE_WORDS[state])}
    </span>
  );
}

export function UrgencyWord({ urgency }: { urgency: Urgency }) {
  const { say } = useWords();
  return (
    <span className={`urgency is-${urgency}`}>
      {urgency} <span className="urgency-words">{say(URGENCY_WORDS[urgency])}</span>
    </span>
  );
}
