/** What of a desk stands in its address: which kind is looked at, and which ticket lies open. */
export interface DeskSearch {
  readonly kind?: string;
  readonly ticket?: string;
}
export function deskSearch({ kind, ticket }: Record<string, unknown>): DeskSearch {
  return { ...(typeof kind === 'string' && { kind }), ...(typeof ticket === 'string' && { ticket }) };
}
