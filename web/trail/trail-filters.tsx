import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import type { AdminSearch } from '../shell/admin-search.js';
import { useWords } from '../words/i18n.js';

/** The filters of a trail stand in the address, so that what was found can be sent to a colleague. */
export function useTrailFilters(page: string) {
  const navigate = useNavigate();
  const filters: AdminSearch = useSearch({ strict: false });
  const change = (one: AdminSearch): void =>
    void navigate({
      to: '/admin/$page',
      params: { page },
      search: Object.fromEntries(
        Object.entries({ ...filters, ...one }).filter(([, value]) => value !== undefined && value !== ''),
      ),
    });
  const clear = (): void => void navigate({ to: '/admin/$page', params: { page }, search: {} });
  return { filters, change, clear };
}

/** A day of China, from its beginning to its end. */
export const beginning = (day: string): string => `${day}T00:00:00+08:00`;
export const end = (day: string): string => dayjs(day).add(1, 'day').format('YYYY-MM-DDT00:00:00+08:00');

export function Days({ filters, onChange }: { filters: AdminSearch; onChange: (one: AdminSearch) => void }) {
  const { t } = useWords();
  const day = (name: 'from' | 'to') => (
    <DatePicker
      aria-label={t(`trail.${name}`)}
      placeholder={t(`trail.${name}`)}
      value={filters[name] === undefined ? null : dayjs(filters[name])}
      onChange={(value) => onChange({ [name]: value ? value.format('YYYY-MM-DD') : undefined })}
    />
  );
  return (
    <>
      {day('from')}
      {day('to')}
    </>
  );
}

/** A text of a filter, taken when it is entered. */
export function FilterText({
  label,
  value,
  onEnter,
}: {
  label: string;
  value: string | undefined;
  onEnter: (value: string | undefined) => void;
}) {
  const [written, setWritten] = useState(value ?? '');
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setWritten(value ?? '');
  }
  return (
    <Input.Search
      className="admin-search"
      aria-label={label}
      placeholder={label}
      allowClear
      maxLength={200}
      value={written}
      onChange={({ target }) => setWritten(target.value)}
      onSearch={(said) => onEnter(said.trim() === '' ? undefined : said.trim())}
    />
  );
}

export function FilterChoice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string | undefined;
  options: readonly { readonly value: string; readonly label: string }[];
  onChange: (value: string | undefined) => void;
}) {
  return (
    <Select
      className="filter"
      aria-label={label}
      placeholder={label}
      allowClear
      popupMatchSelectWidth={false}
      value={value ?? null}
      options={[...options]}
      onChange={(chosen: string | null) => onChange(chosen ?? undefined)}
    />
  );
}

export function ClearFilters({ onClear }: { onClear: () => void }) {
  const { t } = useWords();
  return <Button onClick={onClear}>{t('search.clear')}</Button>;
}
