/** What a file is to people. */
export const FILE_SORTS = ['picture', 'paper', 'recording'] as const;
export type FileSort = (typeof FILE_SORTS)[number];

export interface FileKind {
  /** As which it is given out again. */
  readonly mediaType: string;
  readonly sort: FileSort;
  /** The first is that under which it is given out. */
  readonly extensions: readonly [string, ...string[]];
  /** Other names by which its bytes are recognised, or senders call it. */
  readonly alias?: readonly string[];
}

/**
 * What is taken. Nothing that would have to be unpacked to be known (archives, office documents), nothing that a
 * reader runs (markup, drawings with scripts), and no films, which say where they were made in too many places.
 */
export const FILE_KINDS: readonly FileKind[] = [
  { mediaType: 'image/jpeg', sort: 'picture', extensions: ['jpg', 'jpeg'], alias: ['image/jpg', 'image/pjpeg'] },
  { mediaType: 'image/png', sort: 'picture', extensions: ['png'], alias: ['image/apng'] },
  { mediaType: 'image/webp', sort: 'picture', extensions: ['webp'] },
  { mediaType: 'application/pdf', sort: 'paper', extensions: ['pdf'], alias: ['application/x-pdf'] },
  { mediaType: 'text/plain', sort: 'paper', extensions: ['txt'] },
  { mediaType: 'audio/mpeg', sort: 'recording', extensions: ['mp3'], alias: ['audio/mp3'] },
  // Recorders of telephones write the container of films.
  {
    mediaType: 'audio/mp4',
    sort: 'recording',
    extensions: ['m4a'],
    alias: ['audio/x-m4a', 'audio/m4a', 'video/mp4'],
  },
  { mediaType: 'audio/aac', sort: 'recording', extensions: ['aac'], alias: ['audio/x-aac', 'audio/aacp'] },
  {
    mediaType: 'audio/wav',
    sort: 'recording',
    extensions: ['wav'],
    alias: ['audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
  },
  { mediaType: 'audio/ogg', sort: 'recording', extensions: ['ogg', 'opus', 'oga'], alias: ['audio/opus'] },
  { mediaType: 'audio/amr', sort: 'recording', extensions: ['amr'], alias: ['audio/3gpp'] },
];

/** What the bytes are when they begin as no file does, and read as text. */
export const PLAIN_TEXT = 'text/plain';
/** What a sender says who does not know. */
const UNSAID: ReadonlySet<string> = new Set(['', 'application/octet-stream', 'binary/octet-stream']);

export type KindFound =
  | { readonly kind: FileKind }
  /** Nothing of the table, whatever it is called. */
  | { readonly fault: 'not-taken' }
  /** Its bytes are of the table, and its name or its media type says something else. */
  | { readonly fault: 'lies' };

/**
 * What a file is: its bytes decide, and what the sender says of it must agree. At least one of name and media type has
 * to say it, so that nobody is told later that they sent something which they never named.
 */
export function kindOf(
  /** The media type by the first bytes; `null`: they say nothing. */
  found: string | null,
  said: { readonly name: string; readonly mediaType: string },
): KindFound {
  const kind = found === null ? undefined : FILE_KINDS.find((one) => isCalled(one, bare(found)));
  if (!kind) return { fault: 'not-taken' };
  const mediaType = bare(said.mediaType);
  const extension = extensionOf(said.name);
  const byType = UNSAID.has(mediaType) ? null : isCalled(kind, mediaType);
  const byName = extension === null ? null : kind.extensions.includes(extension);
  if (byType === false || byName === false || (byType === null && byName === null)) return { fault: 'lies' };
  return { kind };
}

/** The kind of a file that was taken before. */
export function kindNamed(mediaType: string): FileKind | undefined {
  return FILE_KINDS.find((one) => one.mediaType === mediaType);
}

function isCalled({ mediaType, alias = [] }: FileKind, name: string): boolean {
  return mediaType === name || alias.includes(name);
}

const bare = (mediaType: string): string => (mediaType.split(';')[0] ?? '').trim().toLowerCase();

function extensionOf(name: string): string | null {
  const [, extension] = /\.([^.]{1,20})$/.exec(name) ?? [];
  return extension === undefined ? null : extension.toLowerCase();
}
