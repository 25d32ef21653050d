import { createStore } from '../api/store.js';
import type { components } from '../generated/api.js';
import { api, ask } from '../api/client.js';
import type { SearchFilters } from '../shell/search-filters.js';

export type Export = components['schemas']['Export'];
export const EXPORTS = ['exports'] as const;

const AGAIN_MS = 2_000;
const UNDER_WAY: ReadonlySet<Export['state']> = new Set(['queued', 'making']);
/** What a program is making now is looked at again by itself. */
export const againIn = (state: Export['state'] | undefined): number | false =>
  state !== undefined && UNDER_WAY.has(state) ? AGAIN_MS : false;

const path = (id: string) => ({ path: { export: id } });
export const readExports = async (): Promise<readonly Export[]> => (await ask(api.GET('/api/v1/exports'))).items;
export const readExport = (id: string): Promise<Export> =>
  ask(api.GET('/api/v1/exports/{export}', { params: path(id) }));
export const decideExport = (id: string, grant: boolean): Promise<Export> =>
  ask(api.POST('/api/v1/exports/{export}/decision', { params: path(id), body: { grant } }));
export const withdrawExport = (id: string): Promise<Export> =>
  ask(api.POST('/api/v1/exports/{export}/withdrawal', { params: path(id) }));
export const linkToExport = (id: string) => ask(api.POST('/api/v1/exports/{export}/link', { params: path(id) }));

/** What was searched for, on the way from the search to the form: its words stand in no address of ours. */
export const wishedFilter = createStore<SearchFilters | null>(null);
