import { FileMissing, type Files } from './files.js';
import { createFolderFiles } from './folder-files.js';
import { createS3Files, type Bucket } from './s3-files.js';

export interface KeptIn {
  readonly filesDir: string | undefined;
  readonly bucket: Bucket | undefined;
}

/** The folder, or the bucket; both while files move from the one into the other. */
export function createKeptFiles({ filesDir, bucket }: KeptIn): Files {
  const folder = filesDir === undefined ? null : createFolderFiles(filesDir);
  if (bucket === undefined) {
    if (folder === null) throw new Error('Files have neither a folder nor a bucket.');
    return folder;
  }
  const inBucket = createS3Files(bucket);
  return folder === null ? inBucket : onTheMove(folder, inBucket);
}

/** What is sent goes to the new place; what was kept is found in either. */
function onTheMove(before: Files, now: Files): Files {
  return {
    write: (name, content) => now.write(name, content),
    async read(name, range) {
      // Who looks in the new place, and then in the one of before, may miss what moves just then.
      for (const place of [now, before]) {
        try {
          return await place.read(name, range);
        } catch (error) {
          if (!(error instanceof FileMissing)) throw error;
        }
      }
      return now.read(name, range);
    },
    async remove(name) {
      // In this order: who moves it looks, once it has arrived, whether it is still where it was.
      await before.remove(name);
      await now.remove(name);
    },
    async check() {
      await before.check();
      await now.check();
    },
  };
}
