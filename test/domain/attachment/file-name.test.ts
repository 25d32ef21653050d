import { fileName } from '../../../domain/attachment/file-name.js';

describe('the name of a file', () => {
  it('is what people read of it', () => {
    expect(fileName('井盖 照片.jpg')).toBe('井盖 照片.jpg');
    expect(fileName('C:\\Users\\王小明\\照片.jpg')).toBe('照片.jpg');
    expect(fileName('../../etc/passwd')).toBe('passwd');
    expect(fileName('gpj.\u202Eexe\u0000\r\n.jpg')).toBe('gpj.exe.jpg');
  });

  it('is none when nothing is left of it, or it is longer than names are', () => {
    for (const name of ['', '..', 'x/', '\u200B', 'x'.repeat(201), 'x'.repeat(20_000_000)])
      expect(fileName(name)).toBeNull();
    expect(fileName('水'.repeat(200))).toHaveLength(200);
  });
});
