import { Told } from '../ticket/history.js';
import { useHistory, type Ticket } from '../ticket/ticket-data.js';
import { useWords } from '../words/i18n.js';

/** What was said between the unit, the reviewer and the citizen, round after round. */
const OF_ROUNDS: ReadonlySet<string> = new Set([
  'replied',
  'replyRejected',
  'replyAccepted',
  'callbackRecorded',
  'rated',
  'judged',
  'reopened',
]);

/** Earlier rounds, oldest first; the reply that stands is shown beside them, and not again. */
export function Rounds({ ticket }: { ticket: Ticket }) {
  const { t } = useWords();
  const { data } = useHistory(ticket.number);
  const stands = ticket.words?.findLast(({ about }) => about === 'reply')?.seq;
  const events = (data?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter(({ seq, type }) => OF_ROUNDS.has(type) && seq !== stands);
  if (events.length === 0) return null;
  return (
    <section className="card" aria-labelledby="rounds-title">
      <h2 id="rounds-title">{t('desk.rounds')}</h2>
      <ol className="story">
        {events.map((event) => (
          <Told key={event.seq} event={event} />
        ))}
      </ol>
    </section>
  );
}
