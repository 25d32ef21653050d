import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client.js';
import { mayWith, useMe } from '../api/me.js';
import type { components } from '../generated/api.js';

export type AdminChange = components['schemas']['AdminChange'];
export type AdminNounName = AdminChange['noun'];

/** A thing that administrators look after, as the trail of their changes names it. */
export interface Subject {
  readonly noun: AdminNounName;
  readonly id: string;
}

export const trailKey = ({ noun, id }: Subject) => ['admin-changes', noun, id] as const;

export async function changesOf({ noun, id }: Subject, limit = 20): Promise<readonly AdminChange[]> {
  const query = { noun, subject: id, limit };
  return (await ask(api.GET('/api/v1/admin/changes', { params: { query } }))).items;
}

/** The last change of a thing, if it can be put back: what was done just now. */
export async function lastChange(subject: Subject): Promise<AdminChange | null> {
  const [last] = await changesOf(subject, 1);
  return last ?? null;
}

export function undo(change: string, key: string): Promise<AdminChange> {
  const params = { path: { change }, header: { 'Idempotency-Key': key } };
  return ask(api.POST('/api/v1/admin/changes/{change}/undo', { params }));
}

/** By their own routes alone: who may sign in, what was published, what somebody else decides. */
const LASTING: ReadonlySet<AdminNounName> = new Set([
  ...(['account', 'key', 'identityProvider', 'policyPack', 'webhook', 'legalHold'] as const),
]);
export const canBeUndone = ({ noun, undoneBy }: Pick<AdminChange, 'noun' | 'undoneBy'>): boolean =>
  undoneBy === null && !LASTING.has(noun);

/** Names beside the ids of who did something, for those who look after accounts. */
export function useNames(): (id: string) => string {
  const { data: me } = useMe();
  const { data } = useQuery({
    queryKey: ['accounts'],
    queryFn: () => ask(api.GET('/api/v1/accounts')),
    enabled: me != null && mayWith(me, 'listAccounts'),
  });
  return (id) => data?.items.find((one) => one.id === id)?.name ?? (me?.id === id ? me.name : id);
}

/** What differs between a thing as it was and as it is, field by field. */
export function differences(
  before: AdminChange['before'],
  after: AdminChange['after'],
): readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }))
    .filter((one) => !same(one.before, one.after));
}

/** Alike for a reader: what was never said and what is empty are one. */
export function same(one: unknown, other: unknown): boolean {
  return plain(one) === plain(other);
}
const plain = (value: unknown): string =>
  value === undefined || value === null || value === '' ? '' : JSON.stringify(value);
