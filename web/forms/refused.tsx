import { useQuery } from '@tanstack/react-query';
import { Alert, type FormInstance } from 'antd';
import type { AccountCommand } from '../../contracts/commands.js';
import type { FieldError } from '../../contracts/problem.js';
import { api, ask, ProblemError } from '../api/client.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { Conflict } from './conflict.js';
import { fieldsOf, type FieldName } from './fields.js';
import type { Values } from './form-ticket.js';
import { Gone, type RefusedProps } from './gone.js';
import { pathOf } from './point-at.js';

/** What the API said no to, and what can be done about it; what was written stays in the form. */
export function Refused({ error, command, opened, form, onLooked, onInstead }: RefusedProps) {
  if (!(error instanceof ProblemError)) return <ProblemNote error={error} />;
  const { problem } = error;
  if (problem.status === 412) return <Conflict {...{ command, opened, form, onLooked, onInstead }} />;
  if (problem.status === 409) return <Gone problem={problem} onInstead={onInstead} />;
  if (problem.status === 403) return <NotYou error={error} ticket={opened.id} />;
  const errors = (problem.errors ?? []).filter(({ pointer }) => pointer.startsWith('/'));
  if (errors.length > 0) return <ToMend {...{ errors, command, form }} />;
  return <ProblemNote error={error} />;
}

/** The rules want another person; whom the ticket waits for says which colleague may. */
function NotYou({ error, ticket }: { error: ProblemError; ticket: string }) {
  const { t, say } = useWords();
  const { data } = useQuery({
    queryKey: ['ticket', ticket, 'live'],
    queryFn: () => ask(api.GET('/api/v1/tickets/{id}/live', { params: { path: { id: ticket } } })),
  });
  return (
    <>
      <ProblemNote error={error} />
      {data && <p>{t('form.whoMay', { sentence: say(data.waiting.sentence) })}</p>}
    </>
  );
}

/** Each field that is to be mended, with a way to it. */
function ToMend({
  errors,
  command,
  form,
}: {
  errors: readonly FieldError[];
  command: AccountCommand;
  form: FormInstance<Values>;
}) {
  const { t } = useWords();
  const known = new Set<string>(fieldsOf(command).map(({ name }) => name));
  return (
    <Alert
      type="error"
      showIcon
      title={t('form.fix', { count: errors.length })}
      description={
        <ul className="to-mend">
          {errors.map(({ pointer, message }) => {
            const path = pathOf(pointer);
            const field = String(path[0]);
            return (
              <li key={pointer}>
                <a
                  href={`#act-${command}_${path.join('_')}`}
                  onClick={(event) => {
                    event.preventDefault();
                    form.scrollToField(path, { focus: true, block: 'center' });
                  }}
                >
                  {known.has(field) ? t(`form.fields.${field as FieldName}`) : field}
                </a>
                ：{message}
              </li>
            );
          })}
        </ul>
      }
    />
  );
}
