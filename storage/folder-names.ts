import { readdir } from 'node:fs/promises';

/** What is in the folder; a folder that nobody has made yet is empty. */
export async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
