import { api, ask } from '../api/client.js';
import type { components } from '../generated/api.js';

export type Pack = components['schemas']['PolicyPack'];
export type Policies = components['schemas']['PolicyList'];
export type Assignment = Policies['assignments'][number];
export type Preview = components['schemas']['PolicyPreview'];
export type PreviewQuestion = components['schemas']['PolicyPreviewQuestion'];

export const POLICIES = ['policies'] as const;
export const readPolicies = (): Promise<Policies> => ask(api.GET('/api/v1/policies'));
export const previewPolicies = (body: PreviewQuestion): Promise<Preview> =>
  ask(api.POST('/api/v1/policies/preview', { body }));
