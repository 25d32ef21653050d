import { Select, TreeSelect } from 'antd';
import { createContext, use, useMemo } from 'react';
import { useClasses, useReference, type TicketClass, type Unit } from '../api/reference.js';
import { PLACE_LEVELS } from '../../domain/ticket/vocabulary.js';
import type { Language } from '../../domain/ticket/words.js';
import { useWords } from '../words/i18n.js';
import type { Controlled } from './controlled.js';

interface Picker<T> extends Controlled<T> {
  readonly placeholder?: string;
}

export interface LikelyUnit {
  readonly id: string;
  readonly why: string;
}
/** Who it probably is, and why: offered before all others. */
export const LikelyUnits = createContext<readonly LikelyUnit[]>([]);

/** One unit, found by any part of its name; where it stands is said beside it, for many have like names. */
export function UnitPicker(props: Picker<string>) {
  return <OneOf {...props} options={useUnitOptions()} />;
}

/** A place of the tree, down to the cell of the grid, likewise. */
export function AreaPicker(props: Picker<string>) {
  const { language } = useWords();
  const { units, unitPath } = useReference();
  const options = useMemo(
    () =>
      units
        .filter(({ closedAt, level }) => closedAt === null && PLACE_LEVELS.has(level))
        .map(({ id }) => ({ value: id, label: unitPath(id, language) })),
    [units, unitPath, language],
  );
  return <OneOf {...props} options={options} />;
}

function OneOf(props: Picker<string> & { readonly options: { value: string; label: string }[] }) {
  const { t } = useWords();
  return <Select {...props} showSearch={{ optionFilterProp: 'label' }} allowClear placeholder={t('form.choose')} />;
}

export function UnitsPicker(props: Picker<readonly string[]>) {
  const { t } = useWords();
  const options = useUnitOptions();
  const { value, onChange, placeholder, ...rest } = props;
  return (
    <Select
      {...rest}
      mode="multiple"
      showSearch={{ optionFilterProp: 'label' }}
      options={options}
      placeholder={placeholder ?? t('form.choose')}
      value={value === undefined ? undefined : [...value]}
      onChange={(units: string[]) => onChange?.(units)}
    />
  );
}

function useUnitOptions() {
  const { language } = useWords();
  const { units, unitPath } = useReference();
  const likely = use(LikelyUnits);
  return useMemo(() => {
    const first = likely.map(({ id, why }) => ({ value: id, label: `${unitPath(id, language)} · ${why}` }));
    const others = units
      .filter(({ closedAt, level }: Unit) => closedAt === null && level !== 'grid')
      .filter(({ id }) => !likely.some((one) => one.id === id))
      .map(({ id }) => ({ value: id, label: unitPath(id, language) }));
    return [...first, ...others];
  }, [units, unitPath, likely, language]);
}

interface Branch {
  readonly value: string;
  readonly title: string;
  readonly children: Branch[];
}

export function ClassPicker(props: Picker<string>) {
  const { t, language } = useWords();
  const classes = useClasses();
  const tree = useMemo(() => branches(classes, null, language), [classes, language]);
  return (
    <TreeSelect
      {...props}
      showSearch={{ treeNodeFilterProp: 'title' }}
      allowClear
      treeData={tree}
      placeholder={t('form.choose')}
      styles={{ popup: { root: { maxHeight: 400 } } }}
    />
  );
}

function branches(all: readonly TicketClass[], parent: string | null, language: Language): Branch[] {
  return all
    .filter((one) => one.parent === parent)
    .map(({ code, name, nameEn }) => ({
      value: code,
      title: `${code} ${language === 'zh' ? name : nameEn}`,
      children: branches(all, code, language),
    }));
}
