import { kindOf } from '../../domain/attachment/file-kinds.js';
import { createTextCheck, HEAD_BYTES, sniffed } from '../../files/sniffing.js';
import { pdf, photograph, pixelBomb, recording, zipBomb } from '../support/files.js';

const headOf = (content: Buffer): Promise<string | null> =>
  sniffed(content.subarray(0, HEAD_BYTES), content.length <= HEAD_BYTES);

async function kindSaid(content: Buffer, name: string, mediaType: string): Promise<string> {
  const found = kindOf(await headOf(content), { name, mediaType });
  return 'kind' in found ? found.kind.mediaType : found.fault;
}

describe('what a file is', () => {
  it('is what its first bytes say, as far as name and media type agree', async () => {
    const photo = await photograph();
    expect([
      await kindSaid(photo, '井盖.JPG', 'image/jpeg'),
      await kindSaid(photo, '井盖.jpeg', 'application/octet-stream'),
      await kindSaid(photo, 'without', 'image/jpg'),
      await kindSaid(pdf(), '答复.pdf', 'application/pdf'),
      await kindSaid(recording(), '录音.wav', 'audio/x-wav'),
      await kindSaid(Buffer.from('\uFEFF记录：\r\n一、二\t三'), '记录.txt', 'text/plain; charset=utf-8'),
    ]).toEqual(['image/jpeg', 'image/jpeg', 'image/jpeg', 'application/pdf', 'audio/wav', 'text/plain']);
  });

  it('is refused when name or media type say something else, or nothing at all', async () => {
    const photo = await photograph();
    expect([
      await kindSaid(photo, '井盖.pdf', 'image/jpeg'),
      await kindSaid(photo, '井盖.jpg', 'application/pdf'),
      await kindSaid(pdf(), 'x.txt', 'text/plain'),
      await kindSaid(photo, 'without', 'application/octet-stream'),
      await kindSaid(Buffer.from('words'), 'x.jpg', 'image/jpeg'),
    ]).toEqual(['lies', 'lies', 'lies', 'lies', 'lies']);
  });

  it.each<[string, Buffer, string, string]>([
    ['a drawing with a script', Buffer.from('<svg onload="alert(1)"/>'), 'x.svg', 'image/svg+xml'],
    ['the same with a head', Buffer.from('<?xml version="1.0"?><svg><script/></svg>'), 'x.jpg', 'image/jpeg'],
    ['a page', Buffer.from('  <!doctype html><script>1</script>'), 'x.txt', 'text/plain'],
    ['an archive', zipBomb('word.bin', 1_000), 'x.zip', 'application/zip'],
    ['a program', Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'), 'x.txt', 'text/plain'],
    ['bytes that are no text', Buffer.from([0x61, 0, 1, 2]), 'x.txt', 'text/plain'],
  ])('is not taken of %s', async (_what, content, name, mediaType) => {
    expect(await kindSaid(content, name, mediaType)).toBe('not-taken');
  });

  it('is found in less than 2 s and 50 MB of what unpacks to more, and it is not unpacked', async () => {
    const bombs = ['[Content_Types].xml', 'xl/workbook.xml', 'mimetype'].map((entry) => zipBomb(entry, 60_000_000));
    const [before, began] = [process.memoryUsage().rss, performance.now()];
    for (const bomb of bombs) expect(await kindSaid(bomb, 'x.xlsx', 'application/octet-stream')).toBe('not-taken');
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  it('is a picture however many pixels it says, which are counted before they are read', async () => {
    expect(await kindSaid(pixelBomb(30_000, 30_000), 'x.png', 'image/png')).toBe('image/png');
  });
});

describe('a text', () => {
  it('is one to its last byte, wherever it was cut into pieces', () => {
    const [check, cut] = [createTextCheck(), Buffer.from('水管')];
    expect([check.take(cut.subarray(0, 2)), check.take(cut.subarray(2)), check.end()]).toEqual([true, true, true]);
  });

  it('is none when bytes follow that are no characters, or its last character is half', () => {
    const binary = createTextCheck();
    expect([binary.take(Buffer.from('words')), binary.take(Buffer.from([0, 1, 2]))]).toEqual([true, false]);
    const half = createTextCheck();
    expect([half.take(Buffer.from('水').subarray(0, 2)), half.end()]).toEqual([true, false]);
  });
});
