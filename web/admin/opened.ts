import { useNavigate, useSearch } from '@tanstack/react-router';
import type { zh } from '../words/zh.js';

/** In the address, and of its words. */
export type AdminPageName = keyof (typeof zh)['admin']['pages'];

/** In the address, for what is not there yet. */
export const NEW = 'new';

/** What of a page is opened, as its address says, and the way to another; without one, to its list. */
export function useOpened(page: AdminPageName): {
  readonly id: string | undefined;
  readonly open: (to?: string) => void;
} {
  const navigate = useNavigate();
  const { id } = useSearch({ strict: false }) as { id?: string };
  const open = (to?: string): void =>
    void navigate({ to: '/admin/$page', params: { page }, search: to === undefined ? {} : { id: to } });
  return { id, open };
}
