import { AudioOutlined, FileOutlined, PictureOutlined } from '@ant-design/icons';
import { ROLE_WORDS } from '../../domain/ticket/words.js';
import type { ActorRole } from '../../domain/ticket/vocabulary.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import type { Ticket } from './ticket-data.js';

const SIGNS = { picture: PictureOutlined, paper: FileOutlined, recording: AudioOutlined } as const;
const KB = 1_024;

export function Files({ ticket }: { ticket: Ticket }) {
  const { t, say, language } = useWords();
  const { attachments, id: of } = ticket;
  if (!attachments) return null;
  const { items, keptBack } = attachments;
  return (
    <section className="card" aria-labelledby="files-title">
      <h2 id="files-title">{t('ticket.files')}</h2>
      <ul className="files">
        {items.map(({ id, name, sort, state, thumbnail, bytes, by, at }) => {
          const path = `/api/v1/tickets/${of}/attachments/${id}`;
          const Sign = SIGNS[sort];
          const words = (
            <span>
              <bdi>{name}</bdi>
              <span className="quiet">
                {' '}
                {Math.ceil(bytes / KB)} kB · {say(ROLE_WORDS[by.role as ActorRole])} · {dayAndTime(at, language)}
                {state === 'held' && ` · ${t('ticket.held')}`}
                {state === 'infected' && ` · ${t('ticket.infected')}`}
              </span>
            </span>
          );
          const picture =
            thumbnail && state === 'ready' ? (
              <img src={`${path}/thumbnail`} alt="" loading="lazy" />
            ) : (
              <Sign aria-hidden />
            );
          return (
            <li key={id}>
              {state === 'ready' ? (
                <a href={path} target="_blank" rel="noreferrer">
                  {picture}
                  {words}
                </a>
              ) : (
                <span className="file-kept">
                  {picture}
                  {words}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {keptBack > 0 && <p className="quiet">{t('ticket.keptBack', { count: keptBack })}</p>}
    </section>
  );
}
