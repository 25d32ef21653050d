import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import type { Problem } from '../../contracts/problem.js';
import { COMMAND_WORDS } from '../../domain/ticket/code-words.js';
import { EVENT_WORDS, ROLE_WORDS, STATE_WORDS } from '../../domain/ticket/words.js';
import { api, ask } from '../api/client.js';
import { useReference } from '../api/reference.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import type { Ticket } from './form-ticket.js';

/** Somebody was faster: who did what since the form was opened, before it is submitted on the ticket as it is now. */
export function Conflict({ opened, onLooked }: { opened: Ticket; onLooked: (version: number) => void }) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const { data, error } = useQuery({
    queryKey: ['since', opened.id, opened.version],
    queryFn: () => newsSince(opened),
    gcTime: 0,
  });
  if (error) return <ProblemNote error={error} />;
  if (!data) return <p>{t('loading')}</p>;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('form.conflict')}
      description={
        <>
          <p>
            {t('form.conflictText')} {t('form.kept')}
          </p>
          <ul>
            {data.events.map(({ seq, at, actor, type }) => (
              <li key={seq}>
                {dayAndTime(at, language)} {say(ROLE_WORDS[actor.role])}
                {actor.unit !== null && ` · ${unitName(actor.unit, language)}`}: {say(EVENT_WORDS[type]) || type}
              </li>
            ))}
          </ul>
          <p>{t('form.nowState', { state: say(STATE_WORDS[data.ticket.state]) })}</p>
          <Button onClick={() => onLooked(data.ticket.version)}>{t('form.lookedSend')}</Button>
        </>
      }
    />
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

/** It is not for doing any more; what can be done instead. */
export function Gone({ problem: { detail, currentState, allowedActions = [] } }: { problem: Problem }) {
  const { t, say } = useWords();
  return (
    <Alert
      type="warning"
      showIcon
      title={t('form.gone')}
      description={
        <>
          <p>
            {detail} {t('form.kept')}
          </p>
          {currentState && <p>{t('form.nowState', { state: say(STATE_WORDS[currentState]) })}</p>}
          {allowedActions.length > 0 && (
            <p>
              {t('form.nowActions')} {allowedActions.map((one) => say(COMMAND_WORDS[one])).join('、')}
            </p>
          )}
        </>
      }
    />
  );
}
