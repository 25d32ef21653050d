import { createHash } from 'node:crypto';
import { FileMissing, type ByteRange, type Files } from './files.js';
import type { FileInFolder } from './folder-files.js';

/** `there`: it had arrived before. `gone`: somebody removed it meanwhile, and it is in neither place. */
export type Moved = 'moved' | 'there' | 'gone';

/** What arrived is not what was sent; what was sent stays where it is. */
export class FileDiffers extends Error {
  override readonly name = 'FileDiffers';
}

/**
 * Brings a file from one place to another, reads it there, and only then removes it where it was; with `keep` it stays.
 * May be cut off anywhere and done again, while the file is read, and while somebody removes it from both places, from
 * this one first.
 */
export async function moveFile(
  { name, bytes }: FileInFolder,
  from: Files,
  to: Files,
  { keep = false }: { readonly keep?: boolean } = {},
): Promise<Moved> {
  const all: ByteRange = { from: 0, to: bytes };
  const sent = await digestOf(from, name, all);
  if (sent === null) return 'gone';
  const wasThere = (await digestOf(to, name, all)) === sent;
  if (!wasThere) {
    // And what a run before this one had begun.
    await to.remove(name);
    const content = await orNull(from.read(name, all));
    if (content === null) return 'gone';
    await to.write(name, content);
    if ((await digestOf(to, name, all)) !== sent) throw new FileDiffers('A file did not arrive as it was sent.');
  }
  if ((await digestOf(from, name, { from: 0, to: 1 })) === null) {
    await to.remove(name);
    return 'gone';
  }
  if (!keep) await from.remove(name);
  return wasThere ? 'there' : 'moved';
}

async function digestOf(files: Files, name: string, range: ByteRange): Promise<string | null> {
  const content = await orNull(files.read(name, range));
  if (content === null) return null;
  const hash = createHash('sha256');
  for await (const piece of content) hash.update(piece);
  return hash.digest('base64');
}

function orNull<T>(asked: Promise<T>): Promise<T | null> {
  return asked.catch((error: unknown) => {
    if (error instanceof FileMissing) return null;
    throw error;
  });
}
