import { WarningFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { COMMANDS } from '../../domain/ticket/commands.js';
import { LISTS } from '../../domain/ticket/lists.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { api, ask } from '../api/client.js';
import { filtersIn } from '../shell/search-filters.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { INBOX } from './inbox.js';

const BEHIND = filtersIn({ list: 'unreleased' });

/** What citizens of protected tickets said later has no limit that runs out: it stands above what has, with its age. */
export function WordsToRelease({ role }: { role: Role }) {
  const { t, say, language } = useWords();
  const { data } = useQuery({
    queryKey: [INBOX, 'unreleased'],
    queryFn: () =>
      ask(api.GET('/api/v1/tickets', { params: { query: { list: 'unreleased', limit: 1, count: 'capped' } } })),
    enabled: COMMANDS.confirmRedaction.roles.includes(role),
  });
  const oldest = data?.items[0]?.saidLaterAt;
  if (!data?.total || oldest === undefined) return null;
  const since = dayAndTime(oldest, language);
  return (
    <p className="to-release">
      <WarningFilled aria-hidden />{' '}
      <Link to="/search" search={BEHIND}>
        {t('inbox.toRelease', { name: say(LISTS.unreleased), count: data.total, since })}
      </Link>
    </p>
  );
}
