import { Select } from 'antd';
import { useMemo } from 'react';
import { useReference } from '../api/reference.js';
import type { Controlled } from '../forms/controlled.js';
import { useWords } from '../words/i18n.js';

/** Any unit that is open, the city itself and grids among them, by where it stands; and the one that is chosen. */
export function AnyUnit({ value, onChange, ...rest }: Controlled<string | null>) {
  const { t, language } = useWords();
  const { units, unitName, unitPath } = useReference();
  const options = useMemo(
    () =>
      units
        .filter(({ id, closedAt }) => closedAt === null || id === value)
        .map(({ id }) => ({ value: id, label: unitPath(id, language) || unitName(id, language) })),
    [units, unitName, unitPath, language, value],
  );
  return (
    <Select
      {...rest}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      value={value ?? undefined}
      options={options}
      placeholder={t('form.choose')}
      onChange={(unit: string | undefined) => onChange?.(unit ?? null)}
    />
  );
}
