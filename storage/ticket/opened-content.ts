import type { Content } from './stored-ticket.js';

/** As much of a ticket's content as anybody may be shown. */
export interface PublicContent extends Pick<Content, 'published'> {
  readonly address: Pick<Content['address'], 'lat' | 'lon'>;
  /** The hotline put the place right: what its sender wrote of it holds no more. */
  readonly placeCorrected?: true;
}

/** What of a ticket is sealed, as its row has it. */
export interface SealedContent {
  readonly wrappedKey: Buffer | null;
  readonly content: Buffer | null;
  /** With the event that corrected the place last; `null`: none did. */
  readonly correction: Buffer | null;
}

interface Kept {
  readonly sealed: readonly Buffer[];
  readonly content: PublicContent;
}

const MOST_KEPT = 10_000;

/**
 * What is public of the tickets that were shown last. Anybody may ask for the list at any time, and opening a hundred
 * tickets for it each time costs more than all else of it. Kept as long as the ticket holds the very same bytes; who
 * erases them erases it here too.
 */
export function createOpenedContent(
  open: (what: 'content' | 'text', id: string, wrappedKey: Buffer, sealed: Buffer) => unknown,
): {
  of(id: string, sealed: SealedContent): PublicContent | null;
} {
  const kept = new Map<string, Kept>();
  return {
    of(id, { wrappedKey, content: written, correction }) {
      const before = kept.get(id);
      kept.delete(id);
      if (!wrappedKey || !written) return null;
      const sealed = correction ? [written, correction] : [written];
      const isSame =
        before?.sealed.length === sealed.length && sealed.every((one, nth) => before.sealed[nth]?.equals(one));
      const content = isSame
        ? before.content
        : publicOf(
            open('content', id, wrappedKey, written) as Content,
            correction && (open('text', id, wrappedKey, correction) as Corrected),
          );
      // Last is newest: what was not asked for the longest goes first.
      kept.set(id, { sealed, content });
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value ?? '');
      return content;
    },
  };
}

type Corrected = Partial<Pick<Content, 'address'>>;

function publicOf({ published, address }: Content, corrected: Corrected | null): PublicContent {
  const { lat, lon } = corrected?.address ?? address;
  return {
    ...(published && { published }),
    ...(corrected?.address && { placeCorrected: true }),
    address: { ...(lat !== undefined && { lat }), ...(lon !== undefined && { lon }) },
  };
}
