import { createReadStream } from 'node:fs';
import { access, constants, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileMissing, FilesAway, pathOf, watched, type Files } from './files.js';

const UNFINISHED = '.part';

/**
 * Files in a folder of this machine, or one that it shares with others. They are written beside their place, brought to
 * the disk, and then named, so a power cut leaves whole files or none.
 */
export function createFolderFiles(folder: string): Files {
  const placeOf = (name: string): string => join(folder, pathOf(name));

  return {
    async write(name, given) {
      const path = placeOf(name);
      const unfinished = `${path}${UNFINISHED}`;
      const { content, rethrow } = watched(given);
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        const file = await open(unfinished, 'w', 0o600);
        try {
          for await (const chunk of content) await file.writeFile(chunk);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(unfinished, path);
      } catch (error) {
        await rm(unfinished, { force: true }).catch(() => undefined);
        rethrow();
        throw away(error);
      }
    },

    async read(name, { from, to }) {
      const file = await open(placeOf(name), 'r').catch((error: unknown) => {
        throw codeOf(error) === 'ENOENT' ? new FileMissing('There is no such file.') : away(error);
      });
      return bytesOf(createReadStream('', { fd: file, start: from, end: to - 1 }));
    },

    async remove(name) {
      const path = placeOf(name);
      for (const one of [`${path}${UNFINISHED}`, path]) {
        await rm(one, { force: true }).catch((error: unknown) => {
          throw away(error);
        });
      }
    },

    async check() {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await access(folder, constants.R_OK | constants.W_OK);
      } catch (error) {
        throw away(error);
      }
    },
  };
}

export interface FileInFolder {
  readonly name: string;
  readonly bytes: number;
}

/** All that is whole, portion by portion. */
export async function* filesIn(folder: string): AsyncGenerator<FileInFolder> {
  for (const portion of (await namesIn(folder)).sort()) {
    for (const name of (await namesIn(join(folder, portion))).sort()) {
      if (!isPlace(portion, name)) continue;
      const found = await stat(join(folder, portion, name)).catch(() => null);
      if (found?.isFile() === true) yield { name, bytes: found.size };
    }
  }
}

function isPlace(portion: string, name: string): boolean {
  try {
    return pathOf(name) === `${portion}/${name}` && !name.endsWith(UNFINISHED);
  } catch {
    return false;
  }
}

/** What is no folder has no names in it. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return [];
    throw away(error);
  });
}

async function* bytesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  try {
    for await (const piece of stream) yield piece as Buffer;
  } catch (error) {
    throw away(error);
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

function away(error: unknown): FilesAway {
  return new FilesAway(codeOf(error) ?? 'unknown', error);
}
