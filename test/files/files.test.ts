import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileMissing, FilesAway, type Files } from '../../files/files.js';
import { createFolderFiles } from '../../files/folder-files.js';
import { createS3Files } from '../../files/s3-files.js';
import { inPieces, whole } from '../support/files.js';
import { missingObjectStore, startObjectStore } from '../support/object-store.js';
import { describeUnlessMissing, type Missing } from '../support/skip.js';

interface Place {
  readonly files: Files;
  /** Paths of all that lies there, whole or not. */
  inside(): Promise<string[]>;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

async function folder(): Promise<Place> {
  const parent = await mkdtemp(join(tmpdir(), 'huiying-files-'));
  const [path, aside] = [join(parent, 'files'), join(parent, 'aside')];
  const files = createFolderFiles(path);
  await files.check();
  return {
    files,
    inside: async () =>
      (await readdir(path, { recursive: true, withFileTypes: true }))
        .filter((one) => one.isFile())
        .map(({ parentPath, name }) => `${parentPath.slice(-2)}/${name}`),
    async goAway() {
      await rename(path, aside);
      await writeFile(path, 'no folder');
    },
    async comeBack() {
      await rm(path);
      await rename(aside, path);
    },
    close: () => rm(parent, { recursive: true, force: true }),
  };
}

async function bucket(): Promise<Place> {
  const store = await startObjectStore();
  return {
    // The slowest machine is no store that is away.
    files: createS3Files(store.bucket, 60_000),
    async inside() {
      const { objects, unfinished } = await store.inside();
      return [...objects, ...unfinished];
    },
    goAway: store.kill,
    comeBack: store.comeBack,
    close: store.close,
  };
}

const LARGE = 12_000_000;
const PLACES: readonly [string, Missing, () => Promise<Place>][] = [
  ['a folder', undefined, folder],
  ['a bucket', missingObjectStore, bucket],
];

describe.each(PLACES)('files in %s', (_name, missing, open) => {
  describeUnlessMissing(missing, 'keep what they promise', () => {
    let place: Place;
    let files: Files;
    beforeAll(async () => {
      place = await open();
      ({ files } = place);
    });
    afterAll(() => place.close());
    afterEach(async () => {
      for (const path of await place.inside()) await files.remove(path.slice(3).replace('.part', ''));
    });

    it.each([1, 50_000, LARGE])('what was written is given back, and any part of it: %s bytes', async (bytes) => {
      const name = randomUUID();
      const content = Buffer.from(Array.from({ length: bytes }, (_, n) => (n >> 8) ^ n));
      await files.write(name, inPieces(content, 70_001));
      expect(await place.inside()).toEqual([`${name.slice(0, 2)}/${name}`]);
      expect((await whole(await files.read(name, { from: 0, to: bytes }))).equals(content)).toBe(true);
      const [from, to] = [Math.floor(bytes / 3), Math.ceil((bytes / 3) * 2)];
      expect((await whole(await files.read(name, { from, to }))).equals(content.subarray(from, to))).toBe(true);
    });

    it('what is written again under a name takes the place of what was there', async () => {
      const name = randomUUID();
      for (const word of ['before', 'after']) await files.write(name, inPieces(Buffer.from(word)));
      expect((await whole(await files.read(name, { from: 0, to: 5 }))).toString()).toBe('after');
    });

    it('a picture and its small one are two files', async () => {
      const name = randomUUID();
      for (const one of [name, `${name}.thumb`]) await files.write(one, inPieces(Buffer.from(one)));
      await files.remove(name);
      await expect(files.read(name, { from: 0, to: 1 })).rejects.toThrow(FileMissing);
      expect((await whole(await files.read(`${name}.thumb`, { from: 36, to: 42 }))).toString()).toBe('.thumb');
    });

    it.each([30_000, LARGE])('of what its sender broke off after %s bytes nothing is left', async (bytes) => {
      async function* cutOff(): AsyncGenerator<Uint8Array> {
        yield* inPieces(Buffer.alloc(bytes), 100_000);
        throw new RangeError('The sender is gone.');
      }
      const name = randomUUID();
      await expect(files.write(name, cutOff())).rejects.toThrow(RangeError);
      expect(await place.inside()).toEqual([]);
      await expect(files.read(name, { from: 0, to: 1 })).rejects.toThrow(FileMissing);
    });

    it('what is broken off under a name that is taken leaves what was there', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('half');
        await Promise.reject(new RangeError('The sender is gone.'));
      }
      const name = randomUUID();
      await files.write(name, inPieces(Buffer.from('whole')));
      await expect(files.write(name, broken())).rejects.toThrow(RangeError);
      expect((await whole(await files.read(name, { from: 0, to: 5 }))).toString()).toBe('whole');
    });

    it('what is there is removed, and what is not there counts as removed', async () => {
      const name = randomUUID();
      await files.write(name, inPieces(Buffer.from('x')));
      await files.remove(name);
      await files.remove(name);
      expect(await place.inside()).toEqual([]);
    });

    it('behind its end a file has nothing', async () => {
      const name = randomUUID();
      await files.write(name, inPieces(Buffer.from('x')));
      expect(await whole(await files.read(name, { from: 5, to: 9 }))).toHaveLength(0);
    });

    it.each(['../../etc/passwd', 'x', '', `${randomUUID()}/../y`, `${randomUUID()}.PART`, `/${randomUUID()}`])(
      'the name "%s" is none, whatever is asked of it',
      async (name) => {
        const said = 'A file is named by an id.';
        await expect(files.write(name, inPieces(Buffer.from('x')))).rejects.toThrow(said);
        await expect(files.read(name, { from: 0, to: 1 })).rejects.toThrow(said);
        await expect(files.remove(name)).rejects.toThrow(said);
        expect(await place.inside()).toEqual([]);
      },
    );

    it('while they are out of reach whoever asks is told so, not that a file is missing, and afterwards all is well', async () => {
      const name = randomUUID();
      await place.goAway();
      await expect(files.write(name, inPieces(Buffer.from('x')))).rejects.toThrow(FilesAway);
      await expect(files.write(name, inPieces(Buffer.alloc(LARGE), 100_000))).rejects.toThrow(FilesAway);
      await expect(files.read(name, { from: 0, to: 1 })).rejects.toThrow(FilesAway);
      await expect(files.remove(name)).rejects.toThrow(FilesAway);
      await expect(files.check()).rejects.toThrow(FilesAway);
      await place.comeBack();
      await files.check();
      await files.write(name, inPieces(Buffer.from('again')));
      expect((await whole(await files.read(name, { from: 0, to: 5 }))).toString()).toBe('again');
    });
  });
});
