import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Files } from '../../files/files.js';
import { createFolderFiles, filesIn } from '../../files/folder-files.js';
import { inPieces } from '../support/files.js';

let folder = '';
let files: Files;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huiying-files-'));
  files = createFolderFiles(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

// What a folder promises as every place of files does is in `files.test.ts`.
describe('a folder of files', () => {
  it('is its owner’s alone', async () => {
    const name = randomUUID();
    await files.write(name, inPieces(Buffer.from('x')));
    expect((await stat(join(folder, name.slice(0, 2), name))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, name.slice(0, 2)))).mode & 0o777).toBe(0o700);
  });

  it('removes with a file what was begun of it before the power went', async () => {
    const name = randomUUID();
    await files.write(name, inPieces(Buffer.from('x')));
    await writeFile(join(folder, name.slice(0, 2), `${name}.part`), 'x');
    await files.remove(name);
    expect(await readdir(join(folder, name.slice(0, 2)))).toEqual([]);
  });

  it('lists what is whole, and neither what was begun nor what somebody else put there', async () => {
    const names = [randomUUID(), `${randomUUID()}.thumb`].sort();
    for (const name of names) await files.write(name, inPieces(Buffer.from(name)));
    await writeFile(join(folder, 'lost+found'), 'x');
    await mkdir(join(folder, 'ab'), { recursive: true });
    for (const other of ['readme.txt', `ab${randomUUID().slice(2)}.part`, randomUUID().replace(/^../, 'cd')]) {
      await writeFile(join(folder, 'ab', other), 'x');
    }
    const listed: unknown[] = [];
    for await (const one of filesIn(folder)) listed.push(one);
    expect(listed).toEqual(names.map((name) => ({ name, bytes: name.length })));
  });
});
