import type { Content } from './stored-ticket.js';

/** As much of a ticket's content as anybody may be shown. */
export interface PublicContent extends Pick<Content, 'published'> {
  readonly address: Pick<Content['address'], 'lat' | 'lon'>;
}

interface Kept {
  readonly sealed: Buffer;
  readonly content: PublicContent;
}

const MOST_KEPT = 10_000;

/**
 * What is public of the tickets that were shown last. Anybody may ask for the list at any time, and opening a hundred
 * tickets for it each time costs more than all else of it. Kept as long as the ticket holds the very same bytes; who
 * erases them erases it here too.
 */
export function createOpenedContent(open: (id: string, wrappedKey: Buffer, sealed: Buffer) => Content): {
  of(id: string, wrappedKey: Buffer | null, sealed: Buffer | null): PublicContent | null;
} {
  const kept = new Map<string, Kept>();
  return {
    of(id, wrappedKey, sealed) {
      const before = kept.get(id);
      kept.delete(id);
      if (!wrappedKey || !sealed) return null;
      const content = before?.sealed.equals(sealed) === true ? before.content : publicOf(open(id, wrappedKey, sealed));
      // Last is newest: what was not asked for the longest goes first.
      kept.set(id, { sealed, content });
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value ?? '');
      return content;
    },
  };
}

function publicOf({ published, address: { lat, lon } }: Content): PublicContent {
  return {
    ...(published && { published }),
    address: { ...(lat !== undefined && { lat }), ...(lon !== undefined && { lon }) },
  };
}
