import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Language } from '../../domain/ticket/words.js';
import type { components } from '../generated/api.js';
import { api, ask } from './client.js';
import { queryClient } from './query-client.js';

export type Unit = components['schemas']['Unit'];
export type TicketClass = components['schemas']['TicketClass'];
const FRESH_MS = 10 * 60_000;

/** Units and their names; what changes a few times a year is asked for once. */
export function useReference(enabled = true) {
  const { data } = useQuery({
    queryKey: ['units'],
    queryFn: () => ask(api.GET('/api/v1/units')),
    staleTime: FRESH_MS,
    enabled,
  });
  return useMemo(() => {
    const units = data?.items ?? [];
    const byId = new Map(units.map((unit) => [unit.id, unit]));
    const unitName = (id: string, language: Language): string => {
      const unit = byId.get(id);
      return unit ? (language === 'zh' ? unit.name : unit.nameEn) : id;
    };
    /** From the city down, without the city itself: where the unit stands. */
    const unitPath = (id: string, language: Language): string => {
      const names: string[] = [];
      for (let unit = byId.get(id); unit && unit.parent !== null; unit = byId.get(unit.parent))
        names.unshift(unitName(unit.id, language));
      return names.join(' / ');
    };
    return { units, unitName, unitPath };
  }, [data]);
}

/** As a class is named wherever one is chosen or shown with its code. */
export const classLabel = ({ code, name, nameEn }: TicketClass, language: Language): string =>
  `${code} ${language === 'zh' ? name : nameEn}`;

const CLASSES = {
  queryKey: ['classes'],
  queryFn: () => ask(api.GET('/api/v1/classes')),
  staleTime: FRESH_MS,
} as const;

export function useClasses(enabled = true) {
  const { data } = useQuery({ ...CLASSES, enabled });
  return data?.items ?? [];
}

/** When a desk has been opened and has nothing to do, so that no screen waits for them later. */
export const readClassesEarly = (): void => void queryClient.prefetchQuery(CLASSES);
