import { Alert, Button, Form, Modal } from 'antd';
import { useMemo, useState } from 'react';
import type { AccountCommand } from '../../contracts/commands.js';
import { COMMAND_WORDS } from '../../domain/ticket/code-words.js';
import { api, ask } from '../api/client.js';
import { newKey } from '../api/new-key.js';
import { noteOwnDeed } from '../api/news.js';
import { ActionFields } from '../forms/action-fields.js';
import { fieldsOf } from '../forms/fields.js';
import { bodyOf, type Values } from '../forms/form-ticket.js';
import { ProblemNote } from '../parts/problem-note.js';
import { speak } from '../shell/say.js';
import { useWords } from '../words/i18n.js';
import type { InboxItem } from './inbox.js';

/** A row of any list whose tickets can be chosen. */
export type BulkItem = Pick<InboxItem, 'id' | 'number' | 'version' | 'allowedActions'>;

type Answer = Awaited<ReturnType<typeof giveInBulk>>;

/** `key`: null while it is only tried. */
function giveInBulk(command: AccountCommand, of: readonly BulkItem[], body: Values, key: string | null) {
  const items = of.map(({ id, version }) => ({ id, ifMatch: `"v${version}"` }));
  return ask(
    api.POST('/api/v1/bulk/{command}', {
      params: { path: { command }, ...(key !== null && { header: { 'Idempotency-Key': key } }) },
      body: { items, body, dryRun: key === null },
    }),
  );
}

/** First it is tried what would become of each; then it is done, and each has its fate. */
export function BulkDialog({
  command,
  items,
  onClose,
}: {
  command: AccountCommand;
  items: readonly BulkItem[];
  onClose: (did: boolean) => void;
}) {
  const { t, say } = useWords();
  const [form] = Form.useForm<Values>();
  const key = useMemo(newKey, []);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const isDone = answer !== null && !answer.dryRun && answer.toRepeat === 0;
  // A ticket that owes two things is one ticket.
  const tickets = [...new Map(items.map((item) => [item.id, item])).values()];

  async function send(values: Values, dryRun: boolean): Promise<void> {
    setBusy(true);
    setError(null);
    const body = bodyOf(command, fieldsOf(command), values, null);
    if (!dryRun) for (const { id } of tickets) noteOwnDeed(id);
    try {
      const made = await giveInBulk(command, tickets, body, dryRun ? null : key);
      setAnswer(made);
      const { taken, refused } = made;
      speak(dryRun ? t('bulk.result', { taken, refused }) : t('bulk.done', { taken, refused }));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      width={720}
      title={`${say(COMMAND_WORDS[command])} · ${t('bulk.chosen', { count: tickets.length })}`}
      footer={null}
      onCancel={() => onClose(answer !== null && !answer.dryRun)}
    >
      <Form
        form={form}
        name="bulk"
        layout="vertical"
        requiredMark={false}
        disabled={isDone}
        onValuesChange={() => setAnswer(null)}
        onFinish={(values) => void send(values, answer === null)}
      >
        <ActionFields command={command} ticket={null} />
        {error !== null && <ProblemNote error={error} />}
        {answer !== null && <Fates answer={answer} items={tickets} />}
        <div className="form-buttons">
          {isDone ? (
            <Button type="primary" disabled={false} onClick={() => onClose(true)}>
              {t('close')}
            </Button>
          ) : (
            <>
              <Button
                type="primary"
                htmlType="submit"
                loading={busy}
                disabled={answer?.dryRun === true && answer.taken === 0}
              >
                {answer === null
                  ? t(busy ? 'bulk.trying' : 'bulk.try')
                  : t('bulk.doIt', { count: answer.taken + answer.toRepeat })}
              </Button>
              <Button onClick={() => onClose(answer !== null && !answer.dryRun)}>{t('cancel')}</Button>
            </>
          )}
        </div>
      </Form>
    </Modal>
  );
}

function Fates({ answer, items }: { answer: Answer; items: readonly BulkItem[] }) {
  const { t } = useWords();
  const { taken, refused, toRepeat, dryRun, results } = answer;
  const numberOf = (id: string): string => items.find((one) => one.id === id)?.number ?? id;
  return (
    <>
      <Alert
        type={refused + toRepeat === 0 ? 'success' : 'warning'}
        showIcon
        title={dryRun ? t('bulk.result', { taken, refused }) : t('bulk.done', { taken, refused })}
        description={toRepeat > 0 ? t('bulk.unsure', { count: toRepeat }) : undefined}
      />
      <table className="plain fates">
        <caption className="unseen">{t('bulk.fate')}</caption>
        <tbody>
          {results.map(({ id, problem }) => (
            <tr key={id}>
              <th scope="row">{numberOf(id)}</th>
              <td>{problem === null ? t(dryRun ? 'bulk.can' : 'bulk.did') : `${problem.title}: ${problem.detail}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
