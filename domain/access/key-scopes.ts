/**
 * What a key for a machine may be narrowed to, besides what its role may do. `read` is every question, `command`
 * everything that changes a ticket, `events` the feed and its stream, `webhooks` the subscriptions, `admin` keys and
 * settings, `calls` what a telephone platform says.
 */
export const KEY_SCOPES = ['read', 'command', 'events', 'webhooks', 'admin', 'calls'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** A key without scopes may do all that its role may. */
export function hasScope(scopes: readonly KeyScope[], needed: KeyScope): boolean {
  return scopes.length === 0 || scopes.includes(needed);
}
