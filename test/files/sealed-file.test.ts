import { randomBytes } from 'node:crypto';
import { opened, sealed, sealedBytes, type Seal } from '../../files/sealed-file.js';
import { inPieces, whole } from '../support/files.js';

const CHUNK = 64 * 1_024;
const seal: Seal = { key: randomBytes(32), about: 'file:1' };

async function kept(content: Buffer, how = seal): Promise<Buffer> {
  return whole(sealed(how, inPieces(content)));
}

function open(bytes: number, file: Buffer, from: number, to: number, how = seal): Promise<Buffer> {
  return whole(
    opened(how, bytes, { from, to }, (range) => Promise.resolve(inPieces(file.subarray(range.from, range.to)))),
  );
}

describe('a sealed file', () => {
  it.each([1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17])(
    'of %i bytes is opened as it was, as a whole and in parts',
    async (bytes) => {
      const content = randomBytes(bytes);
      const file = await kept(content);
      expect(file).toHaveLength(sealedBytes(bytes));
      expect((await open(bytes, file, 0, bytes)).equals(content)).toBe(true);
      for (const [from, to] of [
        [0, 1],
        [bytes - 1, bytes],
        [Math.floor(bytes / 3), Math.ceil((2 * bytes) / 3)],
        [Math.min(CHUNK - 1, bytes - 1), Math.min(CHUNK + 1, bytes)],
      ] as const)
        expect((await open(bytes, file, from, to)).equals(content.subarray(from, to))).toBe(true);
    },
  );

  it('reads no more than the chunks that hold the part', async () => {
    const content = randomBytes(10 * CHUNK);
    const file = await kept(content);
    const asked: { from: number; to: number }[] = [];
    const part = await whole(
      opened(seal, content.length, { from: 5 * CHUNK + 1, to: 5 * CHUNK + 3 }, (range) => {
        asked.push(range);
        return Promise.resolve(inPieces(file.subarray(range.from, range.to)));
      }),
    );
    expect(part.equals(content.subarray(5 * CHUNK + 1, 5 * CHUNK + 3))).toBe(true);
    expect(asked).toEqual([{ from: 5 * (CHUNK + 28), to: 6 * (CHUNK + 28) }]);
  });

  it('is not opened when something of it was changed, moved, left out or cut off, or it is another file', async () => {
    const content = randomBytes(3 * CHUNK + 5);
    const file = await kept(content);
    const size = CHUNK + 28;
    const changed = Buffer.from(file);
    changed[size + 100] = (changed[size + 100] ?? 0) ^ 1;
    const swapped = Buffer.concat([file.subarray(size, 2 * size), file.subarray(0, size), file.subarray(2 * size)]);
    const without = Buffer.concat([file.subarray(0, size), file.subarray(2 * size)]);
    const shorter = file.subarray(0, 3 * size);
    for (const wrong of [changed, swapped, without, shorter])
      await expect(open(content.length, wrong, 0, content.length)).rejects.toThrow();
    // Whoever also says that it was shorter is found out by the last chunk, which says that it is not the last.
    await expect(open(3 * CHUNK, shorter, 0, 3 * CHUNK)).rejects.toThrow();
    const otherFile = { ...seal, about: 'file:2' };
    await expect(open(content.length, file, 0, content.length, otherFile)).rejects.toThrow();
    const otherKey = { ...seal, key: randomBytes(32) };
    await expect(open(content.length, file, 0, content.length, otherKey)).rejects.toThrow();
  });
});
