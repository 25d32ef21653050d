/**
 * Where files are kept. What is kept is sealed before it comes here, so whoever keeps it, or finds it, learns nothing
 * but how large it is. Where nothing can be kept or found at this moment, each of these throws `FilesAway`.
 */
export interface Files {
  /** Under this name there is all of it or nothing: what was cut off leaves nothing behind. */
  write(name: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** The bytes from `from` on and before `to`. Throws `FileMissing` before the first of them, or not at all. */
  read(name: string, range: ByteRange): Promise<AsyncIterable<Buffer>>;
  /** What is not there counts as removed, what was begun to be written as well. */
  remove(name: string): Promise<void>;
  /** Looks whether they can be reached. */
  check(): Promise<void>;
}

export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

export class FileMissing extends Error {
  override readonly name = 'FileMissing';
}

/** The place of files does not answer, or lets nobody in. Nothing was lost, and it may be tried again. */
export class FilesAway extends Error {
  override readonly name = 'FilesAway';
  /** `why`: in a word, for operators. */
  constructor(
    readonly why: string,
    cause?: unknown,
  ) {
    super(`Files are out of reach: ${why}.`, { cause });
  }
}

/** Ids and what belongs to them; nothing that could lead out of the place of files. */
const NAME = /^[0-9a-f]{2}[0-9a-f-]{34}(\.[a-z]{1,16})?$/;

/**
 * Where a file lies in its place, the same in every kind of place. In portions: a folder with a million entries is slow
 * to list and to copy.
 */
export function pathOf(name: string): string {
  if (!NAME.test(name)) throw new Error('A file is named by an id.');
  return `${name.slice(0, 2)}/${name}`;
}

/** What is to be written, and afterwards whether it was this that broke off, rather than where it was written to. */
export function watched(content: AsyncIterable<Uint8Array>): {
  readonly content: AsyncIterable<Uint8Array>;
  /** Throws what `content` threw, if it did. */
  readonly rethrow: () => void;
} {
  let broke: { readonly error: unknown } | null = null;
  async function* all(): AsyncGenerator<Uint8Array> {
    const pieces = content[Symbol.asyncIterator]();
    try {
      for (;;) {
        // Not around what is done with a piece: who breaks off reading may throw that in.
        const piece = await pieces.next().catch((error: unknown) => {
          broke = { error };
          throw error;
        });
        if (piece.done === true) return;
        yield piece.value;
      }
    } finally {
      await pieces.return?.();
    }
  }
  return {
    content: all(),
    rethrow: () => {
      if (broke !== null) throw broke.error;
    },
  };
}
