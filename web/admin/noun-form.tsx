import { Alert, Button, Form } from 'antd';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { ProblemError } from '../api/client.js';
import { pointAt } from '../forms/point-at.js';
import { untilAnswered, type Waiting } from '../forms/send-command.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import type { Values } from './contract-fields.js';
import { adminDraft, forgetAdminDraft } from './drafts.js';
import type { Held } from './held.js';
import { Stale } from './stale.js';
import type { Subject } from './trail.js';

/**
 * The form by which a thing is added or changed. What was typed stays until it was taken: when it is refused, when
 * somebody else was faster, and when another page is looked at meanwhile.
 */
export function NounForm<Answer>({
  name,
  held,
  subject,
  readAgain,
  look,
  send,
  onDone,
  onClose,
  children,
  submitWords,
  danger,
}: {
  /** Of the draft: what is written about which thing. */
  name: string;
  held: Held;
  /** What the trail knows it by; absent for what is not there yet, or leaves no trail. */
  subject?: Subject | undefined;
  /** The thing as it is now, for when somebody else was faster. */
  readAgain?: () => Promise<Held>;
  /** What is to be looked at before it is sent; whether that has been done. */
  look?: (values: Values) => Promise<boolean>;
  send: (values: Values, how: { readonly version: number | null; readonly key: string }) => Promise<Answer>;
  onDone: (answer: Answer) => void;
  onClose?: () => void;
  children: ReactNode;
  submitWords?: string;
  danger?: boolean;
}) {
  const { t } = useWords();
  const [form] = Form.useForm<Values>();
  const [draft] = useState(() => adminDraft(name, held.version));
  const [base, setBase] = useState<Values>(held.values);
  const [error, setError] = useState<unknown>(null);
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [busy, setBusy] = useState(false);
  const left = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    left.current = controller;
    return () => controller.abort();
  }, []);

  async function submit(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setError(null);
    const values = { ...held.values, ...(form.getFieldsValue(true) as Values) };
    try {
      if (look && !(await look(values))) return;
      const how = { version: draft.version, key: draft.key };
      const answer = await untilAnswered(() => send(values, how), { signal: left.current.signal, waits: setWaiting });
      forgetAdminDraft(name);
      onDone(answer);
    } catch (problem) {
      if (left.current.signal.aborted) return;
      setError(problem);
      if (problem instanceof ProblemError) pointAt(form, problem);
    } finally {
      setBusy(false);
      setWaiting(null);
    }
  }

  const submitByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    form.submit();
  };
  const isStale = error instanceof ProblemError && error.problem.status === 412;
  return (
    <Form
      form={form}
      name={name.replace(/\W+/g, '-')}
      layout="vertical"
      requiredMark={false}
      scrollToFirstError={{ focus: true }}
      initialValues={{ ...held.values, ...draft.values }}
      onValuesChange={() => {
        draft.values = form.getFieldsValue(true) as Values;
      }}
      onFinish={() => void submit()}
      onKeyDown={submitByKey}
      className="admin-form"
    >
      {children}
      {waiting !== null && (
        <Alert
          type="warning"
          showIcon
          title={waiting.why === 'busy' ? t('form.waits', { seconds: waiting.seconds }) : t('form.unreachable')}
        />
      )}
      {isStale && readAgain ? (
        <Stale
          {...{ subject, base, readAgain }}
          since={draft.version}
          mine={() => form.getFieldsValue(true) as Values}
          onTake={(values) => {
            form.setFieldsValue(values);
            draft.values = form.getFieldsValue(true) as Values;
          }}
          onLooked={(now) => {
            draft.version = now.version;
            setBase(now.values);
            form.submit();
          }}
        />
      ) : (
        error !== null && <ProblemNote error={error} />
      )}
      <div className="form-buttons">
        <Button type="primary" htmlType="submit" loading={busy} danger={danger} title="Ctrl + Enter">
          {busy ? t('sending') : (submitWords ?? t('admin.save'))}
        </Button>
        {onClose && (
          <Button
            onClick={() => {
              forgetAdminDraft(name);
              onClose();
            }}
          >
            {t('cancel')}
          </Button>
        )}
      </div>
    </Form>
  );
}
