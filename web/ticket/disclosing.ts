import { useEffect, useState } from 'react';
import { PURPOSE_ROWS, PURPOSES, type Purpose } from '../../domain/disclosure/disclosure-request.js';
import type { Role } from '../../domain/ticket/vocabulary.js';

const SHOWN_MS = 60_000;

export function purposesFor(role: Role): readonly Purpose[] {
  return PURPOSES.filter((purpose) => (PURPOSE_ROWS[purpose].roles as readonly Role[]).includes(role));
}

/** What was granted stands on the screen for a minute, not for as long as somebody leaves it open. */
export function useShownForAWhile(grants: string): { readonly isShown: boolean; readonly hide: () => void } {
  const [hidden, setHidden] = useState('');
  useEffect(() => {
    if (grants === '') return undefined;
    const timer = setTimeout(() => setHidden(grants), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [grants]);
  return { isShown: hidden !== grants || grants === '', hide: () => setHidden(grants) };
}
