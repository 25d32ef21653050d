import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { EVENT_WORDS, ROLE_WORDS, STATE_WORDS } from '../../domain/ticket/words.js';
import { api, ask } from '../api/client.js';
import { useReference } from '../api/reference.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { fieldsOf } from './fields.js';
import type { Ticket } from './form-ticket.js';
import { Gone, type RefusedProps } from './gone.js';

/**
 * Somebody was faster: who did what since the form was opened, and beside it what was written here, before it is
 * submitted on the ticket as it is now. Where that has no such command any more, what it has instead.
 */
export function Conflict({ command, opened, form, onLooked, onInstead }: Omit<RefusedProps, 'error'>) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const { data, error } = useQuery({
    queryKey: ['since', opened.id, opened.version],
    queryFn: () => newsSince(opened),
    gcTime: 0,
  });
  if (error) return <ProblemNote error={error} />;
  if (!data) return <p>{t('loading')}</p>;
  const { ticket, events } = data;
  const isPossible = ticket.allowedActions.includes(command);
  const mine = fieldsOf(command).flatMap(({ name, kind }) => {
    const value: unknown = kind === 'text' || kind === 'line' ? form.getFieldValue(name) : undefined;
    return typeof value === 'string' && value !== '' ? [{ name, value }] : [];
  });
  return (
    <>
      <Alert
        type="warning"
        showIcon
        title={t('form.conflict')}
        description={
          <>
            <p>
              {t(isPossible ? 'form.conflictText' : 'form.conflictGone')} {t('form.kept')}
            </p>
            <div className="since">
              <ul aria-label={t('form.theirs')}>
                {events.map(({ seq, at, actor, type, text }) => (
                  <li key={seq}>
                    {dayAndTime(at, language)} {say(ROLE_WORDS[actor.role])}
                    {actor.unit !== null && actor.unit !== 'hotline' && ` · ${unitName(actor.unit, language)}`}:{' '}
                    {say(EVENT_WORDS[type]) || type}
                    {Object.values(text).map(
                      (words, index) =>
                        typeof words === 'string' && (
                          <p key={index} className="said" dir="auto">
                            {words}
                          </p>
                        ),
                    )}
                  </li>
                ))}
              </ul>
              {mine.length > 0 && (
                <div role="group" aria-label={t('form.mine')}>
                  <dl>
                    {mine.map(({ name, value }) => (
                      <div key={name}>
                        <dt className="quiet">
                          {t('form.mine')} · {t(`form.fields.${name}`)}
                        </dt>
                        <dd className="said" dir="auto">
                          {value}
                        </dd>
                      </div>
                    ))}
                  </dl>
                </div>
              )}
            </div>
            <p>{t('form.nowState', { state: say(STATE_WORDS[ticket.state]) })}</p>
            {isPossible && <Button onClick={() => onLooked(ticket.version)}>{t('form.lookedSend')}</Button>}
          </>
        }
      />
      {!isPossible && (
        <Gone
          problem={{ detail: '', currentState: ticket.state, allowedActions: ticket.allowedActions }}
          onInstead={onInstead}
        />
      )}
    </>
  );
}

async function newsSince({ id, updatedAt }: Ticket) {
  const path = { id };
  const ticket = await ask(api.GET('/api/v1/tickets/{id}', { params: { path } }));
  const events = [];
  let cursor: string | undefined;
  do {
    const query = { cursor };
    const page = await ask(api.GET('/api/v1/tickets/{id}/events', { params: { path, query } }));
    events.push(...page.items.filter(({ at }) => at > updatedAt));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { ticket, events };
}
