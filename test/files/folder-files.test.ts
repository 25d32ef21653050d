import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileMissing, type Files } from '../../files/files.js';
import { createFolderFiles } from '../../files/folder-files.js';
import { inPieces, whole } from '../support/files.js';

let folder = '';
let files: Files;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huiying-files-'));
  files = createFolderFiles(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const inFolder = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map(({ name }) => name);

describe('a folder of files', () => {
  it('gives back what was written, and any part of it', async () => {
    const name = randomUUID();
    const content = Buffer.from('0123456789'.repeat(5_000));
    await files.write(name, inPieces(content));
    expect((await whole(await files.read(name, { from: 0, to: content.length }))).equals(content)).toBe(true);
    expect((await whole(await files.read(name, { from: 19_995, to: 20_003 }))).toString()).toBe('56789012');
    expect((await stat(join(folder, name.slice(0, 2), name))).mode & 0o777).toBe(0o600);
  });

  it('keeps nothing of what was cut off', async () => {
    async function* cutOff(): AsyncGenerator<Uint8Array> {
      yield* inPieces(Buffer.alloc(30_000));
      throw new Error('The sender is gone.');
    }
    const name = randomUUID();
    await expect(files.write(name, cutOff())).rejects.toThrow('The sender is gone.');
    expect(await inFolder()).toEqual([]);
    await expect(files.read(name, { from: 0, to: 1 })).rejects.toThrow(FileMissing);
  });

  it('removes what is there, what was begun before the power went, and what is not there', async () => {
    const name = randomUUID();
    await files.write(name, inPieces(Buffer.from('x')));
    await writeFile(join(folder, name.slice(0, 2), `${name}.part`), 'x');
    await files.remove(name);
    await files.remove(name);
    expect(await inFolder()).toEqual([]);
  });

  it.each(['../../etc/passwd', 'x', `${randomUUID()}/../y`, `${randomUUID()}.PART`])(
    'does not know the name %s',
    async (name) => {
      await expect(files.write(name, inPieces(Buffer.from('x')))).rejects.toThrow('A file is named by an id.');
    },
  );
});
