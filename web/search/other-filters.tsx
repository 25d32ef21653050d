import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { CHANNEL_WORDS } from '../../domain/ticket/code-words.js';
import { REQUEST_WORDS } from '../../domain/ticket/words.js';
import { useReference } from '../api/reference.js';
import type { SearchFilters } from '../shell/search-filters.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';

/** Filters without a field of their own, as a number of the board brings them: each is said, and can be taken off. */
export function OtherFilters({
  filters,
  onFilter,
}: {
  filters: SearchFilters;
  onFilter: (filters: SearchFilters) => void;
}) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const { open, lead, area, channel, request, level } = filters;
  const units = (ids: readonly string[]): string => ids.map((id) => unitName(id, language)).join('、');
  const words = (table: Readonly<Record<string, Parameters<typeof say>[0]>>, of: readonly string[]): string =>
    of.map((one) => say(table[one]) || one).join('、');
  const span = (name: string, from: string | undefined, to: string | undefined): string =>
    `${name} ${from === undefined ? '' : dayAndTime(from, language)} – ${to === undefined ? '' : dayAndTime(to, language)}`;
  const said: readonly { readonly names: readonly (keyof SearchFilters)[]; readonly text: string }[] = [
    ...(open === undefined ? [] : [{ names: ['open'] as const, text: t(open ? 'search.open' : 'search.ended') }]),
    ...(lead ? [{ names: ['lead'] as const, text: `${t('search.lead')} ${units(lead)}` }] : []),
    ...(area ? [{ names: ['area'] as const, text: `${t('search.area')} ${units(area)}` }] : []),
    ...(channel
      ? [{ names: ['channel'] as const, text: `${t('search.channel')} ${words(CHANNEL_WORDS, channel)}` }]
      : []),
    ...(request
      ? [{ names: ['request'] as const, text: `${t('search.request')} ${words(REQUEST_WORDS, request)}` }]
      : []),
    ...(level ? [{ names: ['level'] as const, text: `${t('search.level')} ${level.join('、')}` }] : []),
    ...(['registered', 'closed', 'due'] as const).flatMap((name) => {
      const names = [`${name}From`, `${name}To`] as const;
      const [from, to] = [filters[names[0]], filters[names[1]]];
      return from === undefined && to === undefined ? [] : [{ names, text: span(t(`search.${name}`), from, to) }];
    }),
  ];
  if (said.length === 0) return null;
  const without = (names: readonly (keyof SearchFilters)[]): SearchFilters =>
    Object.fromEntries(Object.entries(filters).filter(([name]) => !names.includes(name as keyof SearchFilters)));
  return (
    <ul className="other-filters">
      {said.map(({ names, text }) => (
        <li key={names.join()}>
          <Button
            size="small"
            icon={<CloseOutlined />}
            iconPlacement="end"
            aria-label={t('search.without', { name: text })}
            onClick={() => onFilter(without(names))}
          >
            {text}
          </Button>
        </li>
      ))}
    </ul>
  );
}
