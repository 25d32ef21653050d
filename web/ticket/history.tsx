import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { EVENT_WORDS, ROLE_WORDS, STATE_WORDS } from '../../domain/ticket/words.js';
import { useReference } from '../api/reference.js';
import { Loading } from '../parts/loading.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { useHistory, type TicketEvent } from './ticket-data.js';

type Whose = 'people' | 'clock' | 'all';

/** What happened, told as a story: by people, by the clock, or all of it. */
export function History({ id }: { id: string }) {
  const { t } = useWords();
  const [whose, setWhose] = useState<Whose>('all');
  const query = useHistory(id);
  const events = (query.data?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter(({ actor }) => whose === 'all' || (actor.role === 'clock') === (whose === 'clock'));
  return (
    <section className="card" aria-labelledby="history-title">
      <div className="card-head">
        <h2 id="history-title">{t('ticket.history')}</h2>
        <Segmented<Whose>
          value={whose}
          onChange={setWhose}
          aria-label={t('ticket.history')}
          options={[
            { value: 'people', label: t('ticket.byPeople') },
            { value: 'clock', label: t('ticket.byClock') },
            { value: 'all', label: t('ticket.everything') },
          ]}
        />
      </div>
      {query.error && <ProblemNote error={query.error} />}
      {query.isPending && <Loading />}
      <ol className="story">
        {events.map((event) => (
          <Told key={event.seq} event={event} />
        ))}
      </ol>
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('ticket.moreHistory')}
        </Button>
      )}
    </section>
  );
}

export function Told({
  event: { at, actor, type, from, to, data, text, redactedBy, withheld },
}: {
  event: TicketEvent;
}) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const words = Object.entries(text).filter(([, value]) => typeof value === 'string');
  return (
    <li className={actor.role === 'clock' ? 'is-clock' : undefined}>
      <div className="story-head">
        <time dateTime={at}>{dayAndTime(at, language)}</time>
        <strong>{say(EVENT_WORDS[type]) || type}</strong>
        <span className="quiet">
          {say(ROLE_WORDS[actor.role])}
          {actor.unit !== null && actor.unit !== 'hotline' && ` · ${unitName(actor.unit, language)}`}
          {from !== to && ` · ${say(STATE_WORDS[from])} → ${say(STATE_WORDS[to])}`}
          {data['demonstration'] === true && ` · ${t('demo.event')}`}
        </span>
      </div>
      {words.map(([field, value]) => (
        <p key={field} className="said" dir="auto">
          {words.length > 1 && <span className="quiet">{fieldWord(field, t)}：</span>}
          {String(value)}
        </p>
      ))}
      {redactedBy && <p className="quiet">{t('ticket.redactedByProgram')}</p>}
      {withheld.length > 0 && words.length === 0 && <p className="quiet">{t('table.withheld')}</p>}
    </li>
  );
}

const TOLD_FIELDS = [
  'title',
  'text',
  'reason',
  'basis',
  'facts',
  'measures',
  'contacted',
  'note',
  'result',
  'demand',
  'channel',
  'openTasksReason',
] as const;

function fieldWord(field: string, t: ReturnType<typeof useWords>['t']): string {
  const known = TOLD_FIELDS.find((one) => one === field);
  return known ? t(`form.fields.${known}`) : field;
}
