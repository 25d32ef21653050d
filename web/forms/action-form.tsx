import './forms.css';
import { Alert, Button, Form, type FormInstance } from 'antd';
import { useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import type { AccountCommand } from '../../contracts/commands.js';
import { COMMAND_WORDS } from '../../domain/ticket/code-words.js';
import { ProblemError } from '../api/client.js';
import { noteOwnDeed } from '../api/news.js';
import { useAttending } from '../api/presence.js';
import { useStore } from '../api/store.js';
import { speak } from '../shell/say.js';
import { useWords } from '../words/i18n.js';
import { ActionFields } from './action-fields.js';
import { DraftNote } from './draft-note.js';
import { valuesOf, wordsOf } from './draft-words.js';
import { carryWords, draftFor, forgetDraft } from './drafts.js';
import { fieldsOf, type FieldName } from './fields.js';
import { bodyOf, firstValues, type Ticket, type Values } from './form-ticket.js';
import { pointAt } from './point-at.js';
import { Refused } from './refused.js';
import { sendCommand, type Waiting } from './send-command.js';

/** These end the ticket, so they are asked twice. */
const ENDING: ReadonlySet<AccountCommand> = new Set(['answer', 'redirect', 'decline', 'handToEmergency', 'withdraw']);

/** By which a desk fills in what is pressed there; it is kept as if it were typed. */
export interface FormHandle {
  readonly command: AccountCommand;
  set(values: Values): void;
  /** A field that what was set may have made to appear. */
  focus(name: FieldName): void;
  submit(): void;
}

/** The form of one command, for the ticket as it was when the form was opened. */
export function ActionForm({
  ticket,
  command,
  onDone,
  onClose,
  onStale,
  handle,
  submitWord,
  stays = false,
  children,
  onInstead,
}: {
  ticket: Ticket;
  command: AccountCommand;
  onDone: () => void;
  onClose: () => void;
  /** The ticket is not any more what it was: it is to be read anew. */
  onStale: () => void;
  handle?: Ref<FormHandle>;
  submitWord?: string;
  /** It is what the page is for, and is not closed. */
  stays?: boolean;
  /** Asks for the fields in another way than the contract's order. */
  children?: ReactNode;
  /** Opens the form of another command, where one can be opened. */
  onInstead?: (command: AccountCommand) => void;
}) {
  const { t, say } = useWords();
  const [form] = Form.useForm<Values>();
  const [draft] = useState(() => draftFor(ticket.id, command));
  const { taken } = useStore(draft.said);
  const [opened, setOpened] = useState(ticket);
  const [error, setError] = useState<unknown>(null);
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState(false);
  const [writes, setWrites] = useState(false);
  useAttending(ticket.id, writes || Object.keys(draft.values).length > 0 ? 'writing' : null);
  const left = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    left.current = controller;
    return () => controller.abort();
  }, []);

  // What was kept is read when the form opens, and what is typed is kept also when it closes.
  useEffect(() => {
    void draft.kept.open();
    return () => void draft.kept.save();
  }, [draft]);
  useEffect(() => {
    if (taken === 0) return;
    const fields = fieldsOf(command);
    draft.values = valuesOf(fields, draft.kept.words);
    form.setFieldsValue({ ...Object.fromEntries(fields.map(({ name }) => [name, undefined])), ...draft.values });
  }, [taken, draft, form, command]);

  const keep = (all: Values): void => {
    draft.values = all;
    draft.kept.write(wordsOf(fieldsOf(command), all));
    setAsks(false);
    setWrites(true);
  };
  useImperativeHandle(handle, () => ({
    command,
    focus: (name) => focusOnceThere(form, name),
    set(values) {
      form.setFieldsValue(values);
      keep({ ...(form.getFieldsValue() as Values), ...values });
    },
    submit: () => form.submit(),
  }));

  async function send(values: Values, version = opened.version): Promise<void> {
    if (busy) return;
    if (ENDING.has(command) && !asks) {
      setAsks(true);
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const body = bodyOf(command, fieldsOf(command), values, ticket);
      noteOwnDeed(ticket.id);
      await sendCommand(
        command,
        { id: ticket.id, version, key: draft.kept.useKey(), body },
        { signal: left.current.signal, waits: setWaiting },
      );
      forgetDraft(ticket.id, command);
      speak(t('form.sent', { action: say(COMMAND_WORDS[command]) }));
      onDone();
    } catch (problem) {
      if (left.current.signal.aborted) return;
      setError(problem);
      setAsks(false);
      if (!(problem instanceof ProblemError)) return;
      pointAt(form, problem);
      if ([403, 404, 409, 412].includes(problem.problem.status)) onStale();
    } finally {
      setBusy(false);
      setWaiting(null);
    }
  }

  function instead(other: AccountCommand): void {
    carryWords(ticket.id, command, other);
    onInstead?.(other);
  }

  const submitByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    form.submit();
  };
  return (
    <Form
      form={form}
      name={`act-${command}`}
      layout="vertical"
      requiredMark={false}
      scrollToFirstError={{ focus: true }}
      initialValues={{ ...firstValues(command, ticket), ...draft.values }}
      onValuesChange={(_changed, all) => keep(all)}
      onFinish={(values) => void send(values)}
      onKeyDown={submitByKey}
      onBlur={() => void draft.kept.save()}
      className="action-form"
    >
      <h3>{say(COMMAND_WORDS[command])}</h3>
      {children ?? <ActionFields command={command} ticket={ticket} />}
      {waiting !== null && (
        <Alert
          type="warning"
          showIcon
          title={waiting.why === 'busy' ? t('form.waits', { seconds: waiting.seconds }) : t('form.unreachable')}
        />
      )}
      {error !== null && (
        <Refused
          {...{ error, command, opened, form }}
          onInstead={onInstead && instead}
          onLooked={(version) => {
            setOpened({ ...opened, version });
            void form.validateFields().then((values) => send(values, version));
          }}
        />
      )}
      {asks && <Alert type="warning" showIcon title={t('form.ends')} />}
      <div className="form-buttons">
        <Button type="primary" htmlType="submit" loading={busy} danger={asks} title="Ctrl + Enter">
          {busy ? t('sending') : asks ? t('form.confirm') : (submitWord ?? t('send'))}
        </Button>
        {!stays && <Button onClick={onClose}>{t('cancel')}</Button>}
        <DraftNote
          draft={draft}
          onThrowAway={() => {
            forgetDraft(ticket.id, command);
            onClose();
          }}
        />
      </div>
    </Form>
  );
}

const LOOKS = 25;
/** A field that depends on another one comes a moment after that was set. */
function focusOnceThere(form: FormInstance<Values>, name: FieldName, looks = LOOKS): void {
  setTimeout(() => {
    if (form.getFieldInstance(name)) form.focusField(name);
    else if (looks > 0) focusOnceThere(form, name, looks - 1);
  }, 20);
}
