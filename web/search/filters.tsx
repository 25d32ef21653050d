import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import { TYPE_WORDS, URGENCY_WORDS } from '../../domain/ticket/code-words.js';
import { STATE_WORDS, type Words } from '../../domain/ticket/words.js';
import { api, ask } from '../api/client.js';
import { mayWith, useMe } from '../api/me.js';
import { UnitsPicker } from '../forms/pickers.js';
import type { SearchFilters } from '../shell/search-filters.js';
import { useWords } from '../words/i18n.js';

export function Filters({ filters, onFilter }: { filters: SearchFilters; onFilter: (filters: SearchFilters) => void }) {
  const { t, say } = useWords();
  const { data: me } = useMe();
  const [words, setWords] = useState(filters.q ?? '');
  const { data: lists } = useQuery({
    queryKey: ['search', 'lists'],
    queryFn: () => ask(api.GET('/api/v1/lists')),
    enabled: me != null && mayWith(me, 'listLists'),
    staleTime: 60_000,
  });
  const change = (one: SearchFilters): void =>
    onFilter(
      Object.fromEntries(
        Object.entries({ ...filters, ...one }).filter(
          ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
        ),
      ),
    );
  const many = (name: 'state' | 'type' | 'urgency', table: Readonly<Record<string, Words>>) => (
    <Select
      mode="multiple"
      className="filter"
      aria-label={t(`search.${name}`)}
      placeholder={t(`search.${name}`)}
      maxTagCount="responsive"
      value={[...(filters[name] ?? [])]}
      options={Object.entries(table).map(([value, word]) => ({ value, label: say(word) }))}
      onChange={(value: string[]) => change({ [name]: value })}
    />
  );
  return (
    <div className="filters" role="search">
      <Input.Search
        className="filter-words"
        value={words}
        maxLength={200}
        placeholder={t('search.words')}
        aria-label={t('search.words')}
        enterButton={t('search.submit')}
        allowClear
        onChange={({ target }) => setWords(target.value)}
        onSearch={(q) => change({ q: q.trim() })}
      />
      {lists && (
        <Select
          className="filter"
          aria-label={t('search.list')}
          placeholder={t('search.list')}
          allowClear
          popupMatchSelectWidth={false}
          value={filters.list}
          options={lists.items.map(({ name, title, total }) => ({ value: name, label: `${say(title)} ${total}` }))}
          onChange={(list?: string) => change({ list })}
        />
      )}
      {many('state', STATE_WORDS)}
      {many('type', TYPE_WORDS)}
      {many('urgency', URGENCY_WORDS)}
      <div className="filter">
        <UnitsPicker
          aria-label={t('search.unit')}
          placeholder={t('search.unit')}
          {...(filters.unit && { value: filters.unit })}
          onChange={(unit) => change({ unit })}
        />
      </div>
      <Checkbox
        checked={filters.overdue === true}
        onChange={({ target }) => change({ overdue: target.checked || undefined })}
      >
        {t('search.overdue')}
      </Checkbox>
      <Button
        onClick={() => {
          setWords('');
          onFilter({});
        }}
      >
        {t('search.clear')}
      </Button>
    </div>
  );
}
