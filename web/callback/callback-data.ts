import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { components } from '../generated/api.js';
import { api, ask } from '../api/client.js';
import { queryClient } from '../api/query-client.js';

type NextWork = components['schemas']['NextWork'];
export type None = NonNullable<NextWork['none']>;
export type NextCall = NonNullable<NextWork['call']>;

/** Who was given to the reader to be called. */
export interface InHand {
  readonly id: string;
  readonly number: string;
  readonly until: string;
  readonly call: NextCall;
}

const KIND = { kind: 'toCallBack' } as const;
/** A lease is ten minutes; whoever works has it renewed long before. */
const RENEW_MS = 3 * 60_000;

/** Asking twice gives the same citizen, so what passes by itself is asked again as reading is. */
const askForNext = () =>
  queryClient.fetchQuery({
    queryKey: ['callback', 'next'],
    queryFn: () => ask(api.POST('/api/v1/inbox/next', { body: KIND })),
    staleTime: 0,
    gcTime: 0,
  });

export function giveBack(): Promise<unknown> {
  return ask(api.DELETE('/api/v1/inbox/next', { params: { query: KIND } }));
}

function inHandOf({ item, until, call }: Awaited<ReturnType<typeof askForNext>>): InHand | null {
  return item && until !== null && call ? { id: item.id, number: item.number, until, call } : null;
}

/**
 * One citizen at a time. `lost`: the one on the screen is not the reader's any more, because nothing was done for ten
 * minutes, or the hours for calls are over. What was written stays, and may be recorded.
 */
export function useCallInHand() {
  const [inHand, setInHand] = useState<InHand | null>(null);
  const [none, setNone] = useState<None | null>(null);
  const [lost, setLost] = useState<'lapsed' | None | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(true);

  const take = useCallback(async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const next = await askForNext();
      setInHand(inHandOf(next));
      setNone(next.none);
      setLost(null);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }, []);

  /** Whether it still is the reader's. Another one that is given in its place is given back: nobody asked for it. */
  const renew = useCallback(async (id: string): Promise<boolean> => {
    const next = await askForNext();
    const now = inHandOf(next);
    if (now?.id === id) {
      setInHand(now);
      return true;
    }
    setLost(next.none?.why === 'later' ? next.none : 'lapsed');
    if (now) await giveBack();
    return false;
  }, []);

  const leave = useCallback(async (): Promise<void> => {
    setInHand(null);
    setLost(null);
    setNone(null);
    await giveBack().catch(() => undefined);
  }, []);

  useEffect(() => void take(), [take]);
  useRenewedWhileActive(inHand !== null && lost === null ? inHand.id : null, renew);
  return { inHand, none, lost, error, busy, take, renew, leave };
}

/** Only while somebody works there: an empty seat keeps no citizen from others, and no session awake. */
function useRenewedWhileActive(id: string | null, renew: (id: string) => Promise<boolean>): void {
  const active = useRef(false);
  useEffect(() => {
    if (id === null) return undefined;
    const note = (): void => void (active.current = true);
    const timer = setInterval(() => {
      if (!active.current) return;
      active.current = false;
      void renew(id).catch(() => undefined);
    }, RENEW_MS);
    window.addEventListener('keydown', note);
    window.addEventListener('pointerdown', note);
    return () => {
      clearInterval(timer);
      window.removeEventListener('keydown', note);
      window.removeEventListener('pointerdown', note);
    };
  }, [id, renew]);
}

export function useFigures() {
  return useQuery({ queryKey: ['callback', 'figures'], queryFn: () => ask(api.GET('/api/v1/inbox/callbacks')) });
}
