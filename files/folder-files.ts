import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileMissing, type Files } from './files.js';

/** Ids and what belongs to them; nothing that could lead out of the folder. */
const NAME = /^[0-9a-f]{2}[0-9a-f-]{34}(\.[a-z]{1,16})?$/;
const UNFINISHED = '.part';

/**
 * Files in a folder of this machine, or one that it shares with others. They are written beside their place, brought to
 * the disk, and then named, so a power cut leaves whole files or none.
 */
export function createFolderFiles(folder: string): Files {
  function pathOf(name: string): string {
    if (!NAME.test(name)) throw new Error('A file is named by an id.');
    // A folder with a million entries is slow to list and to copy.
    return join(folder, name.slice(0, 2), name);
  }

  return {
    async write(name, content) {
      const path = pathOf(name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const unfinished = `${path}${UNFINISHED}`;
      try {
        const file = await open(unfinished, 'w', 0o600);
        try {
          for await (const chunk of content) await file.writeFile(chunk);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(unfinished, path);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },

    async read(name, { from, to }) {
      const file = await open(pathOf(name), 'r').catch((error: unknown) => {
        throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new FileMissing('There is no such file.') : error;
      });
      return createReadStream('', { fd: file, start: from, end: to - 1 }) as AsyncIterable<Buffer>;
    },

    async remove(name) {
      const path = pathOf(name);
      for (const one of [`${path}${UNFINISHED}`, path]) await rm(one, { force: true });
    },
  };
}
