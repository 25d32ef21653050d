import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, ask } from '../api/client.js';
import type { components } from '../generated/api.js';
import type { CallValues } from './call-body.js';

export type EarlierTicket = components['schemas']['EarlierTicket'];
export type KnowledgeHit = components['schemas']['KnowledgeHit'];
export type Suggestions = components['schemas']['IntakeSuggestions'];

const AFTER_THE_LAST_KEY_MS = 400;
/** Shorter ones are not whole yet, or of a service. */
const LEAST_DIGITS = 7;
const LEAST_SIGNS = 2;

const isWhole = (phone: string): boolean => phone.replace(/\D/g, '').length >= LEAST_DIGITS;

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), AFTER_THE_LAST_KEY_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** What was asked from this number before; a number that is not whole yet asks nothing, and is not complained of. */
export function useEarlier(phone: string) {
  const settled = useSettled(phone.trim());
  return useQuery({
    queryKey: ['earlier', settled],
    queryFn: () => ask(api.POST('/api/v1/callers', { body: { phone: settled } })),
    enabled: isWhole(settled),
    staleTime: 30_000,
    // It tells who called, so it stays no longer than the call.
    gcTime: 0,
    retry: false,
  });
}

export function useSuggestions({ title, text, address, classCode, citizen, channel = 'phone' }: CallValues) {
  const phone = citizen?.phone?.trim() ?? '';
  const said = {
    ...(title !== undefined && title.trim() !== '' && { title }),
    ...(text !== undefined && text.trim() !== '' && { text }),
    ...(address?.area !== undefined && { address: { area: address.area } }),
    ...(classCode !== undefined && { classCode }),
    ...(isWhole(phone) && { phone }),
    channel,
  };
  const settled = useSettled(JSON.stringify(said));
  return useQuery({
    queryKey: ['suggestions', settled],
    queryFn: () => ask(api.POST('/api/v1/intake/suggestions', { body: JSON.parse(settled) as typeof said })),
    enabled: `${title ?? ''}${text ?? ''}`.trim().length >= LEAST_SIGNS && /"(title|text)"/.test(settled),
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
}

const MOST_ASKED = 2_000;
const MOST_SHOWN = 5;

/** Entries that may be read out, at each pause: half a sentence is enough. */
export function useKnowledge({ title, text, address, citizen }: CallValues) {
  const said = (text ?? '').trim() === '' ? (title ?? '') : (text ?? '');
  const question = useSettled([...said.trim()].slice(0, MOST_ASKED).join(''));
  const place = address?.area ?? null;
  const known = { name: citizen?.name?.trim(), place: address?.text?.trim() };
  const facts = Object.fromEntries(Object.entries(known).filter(([, word]) => word)) as {
    name?: string;
    place?: string;
  };
  return useQuery({
    queryKey: ['knowledge', question, place, useSettled(JSON.stringify(facts))],
    queryFn: () =>
      ask(
        api.POST('/api/v1/knowledge/search', { body: { question, place, classCode: null, limit: MOST_SHOWN, facts } }),
      ),
    enabled: question.length >= LEAST_SIGNS,
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
}

/** As the entry would be called that answers this; `null`: nothing was said yet. */
export function missingEntry(
  { title = '', classCode }: CallValues,
  suggestions: Suggestions | undefined,
): { question: string; classCode: string | null } | null {
  const of = classCode ?? suggestions?.classes[0]?.classCode ?? null;
  return title.trim() === '' ? null : { question: title.trim(), classCode: of };
}
