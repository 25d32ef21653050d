import sharp from 'sharp';
import { createPictures } from '../../files/pictures.js';
import { photograph, pixelBomb, zipBomb } from '../support/files.js';

const pictures = createPictures({ mostPixels: 40_000_000 });

describe('a picture that is made anew', () => {
  it('shows the same, upright, and says neither where nor with what it was taken', async () => {
    const original = await photograph({ width: 640, height: 480 });
    expect(original.includes('canary-maker')).toBe(true);
    const { content, thumbnail } = await pictures.remade(original, 'image/jpeg');
    const { format, width, height, exif, orientation } = await sharp(content).metadata();
    expect({ format, width, height, exif, orientation }).toEqual({
      ...{ format: 'jpeg', width: 480, height: 640, exif: undefined, orientation: undefined },
    });
    for (const one of [content, thumbnail]) expect(one.includes('canary-maker')).toBe(false);
    const small = await sharp(thumbnail).metadata();
    expect([small.format, small.width, small.height, small.exif]).toEqual(['jpeg', 240, 320, undefined]);
  });

  it('has nothing of what was hung on behind it', async () => {
    const page = '<script>canary-script</script>';
    const polyglot = Buffer.concat([await photograph(), Buffer.from(page), zipBomb('x.html', 100)]);
    const { content } = await pictures.remade(polyglot, 'image/jpeg');
    expect(content.includes('canary-script')).toBe(false);
  });

  it('comes out as a JPEG where it was a WebP, whose writer needs too much', async () => {
    const webp = await sharp({ create: { width: 90, height: 60, channels: 4, background: '#33669980' } })
      .webp()
      .toBuffer();
    const { mediaType, content } = await pictures.remade(webp, 'image/webp');
    expect([mediaType, (await sharp(content).metadata()).format]).toEqual(['image/jpeg', 'jpeg']);
  });

  it('is refused when it ends in the middle, or is no picture behind its first bytes', async () => {
    const original = await photograph({ width: 2_000, height: 1_500 });
    for (const broken of [original.subarray(0, original.length / 2), Buffer.concat([original.subarray(0, 200)])])
      await expect(pictures.remade(broken, 'image/jpeg')).rejects.toMatchObject({ why: 'unreadable' });
    const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    await expect(pictures.remade(drawing, 'image/png')).rejects.toMatchObject({ why: 'unreadable' });
  });

  it.each<[string, Buffer]>([
    ['that claims a billion pixels', pixelBomb(32_000, 32_000)],
    ['that would have to be held as a whole', pixelBomb(6_000, 6_000, true)],
  ])('is refused before it is read %s', async (_which, bomb) => {
    const [before, began] = [process.memoryUsage().rss, performance.now()];
    await expect(pictures.remade(bomb, 'image/png')).rejects.toMatchObject({ why: 'too-many-pixels' });
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });
});
