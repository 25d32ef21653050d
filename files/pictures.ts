import pLimit from 'p-limit';
import sharp, { type Sharp } from 'sharp';

export interface Remade {
  /** What it is now. */
  readonly mediaType: string;
  readonly content: Buffer;
  readonly thumbnail: Buffer;
}

/** Why a picture is not taken. */
export class PictureRefused extends Error {
  override readonly name = 'PictureRefused';
  constructor(readonly why: 'too-many-pixels' | 'unreadable') {
    super(why === 'too-many-pixels' ? 'The picture has too many pixels.' : 'The picture cannot be read to its end.');
  }
}

export interface Pictures {
  /**
   * The same picture made anew from its pixels: upright, and without what was written, hidden or appended in the file,
   * above all where it was taken. And a small one.
   */
  remade(original: Buffer, mediaType: string): Promise<Remade>;
}

const THUMBNAIL_PIXELS = 320;
const THUMBNAIL_QUALITY = 70;
const LONGEST_S = 10;
/** Each holds a picture, and one processor. */
const AT_ONCE = 2;
/** A picture that comes in passes is held as a whole, the others a few lines at a time. */
const IN_PASSES = 4;

const LOADERS = ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'];

interface Remaking {
  readonly as: string;
  /** In few lines at a time, so none that looks at the whole picture first to make it a little smaller. */
  readonly encode: (picture: Sharp) => Sharp;
  /** Its reader holds the whole picture, as with one that comes in passes. */
  readonly heldWhole?: boolean;
}
const asJpeg = (picture: Sharp): Sharp =>
  picture.flatten({ background: '#ffffff' }).jpeg({ quality: 85, optimiseCoding: false });
const REMAKING: Readonly<Record<string, Remaking>> = {
  'image/jpeg': { as: 'image/jpeg', encode: asJpeg },
  'image/png': {
    as: 'image/png',
    encode: (picture) => picture.png({ compressionLevel: 4, adaptiveFiltering: false }),
  },
  // Its writer takes three times as long, and as much room as the picture.
  'image/webp': { as: 'image/jpeg', encode: asJpeg, heldWhole: true },
};

/** `mostPixels`: width by height. */
export function createPictures({ mostPixels }: { readonly mostPixels: number }): Pictures {
  // Whatever else the library can read stays shut, so that a file which lies about itself meets no other reader.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  sharp.cache(false);
  sharp.concurrency(1);
  const inTurn = pLimit(AT_ONCE);

  const read = (original: Buffer): Sharp =>
    sharp(original, { limitInputPixels: mostPixels, sequentialRead: true, failOn: 'error' }).timeout({
      seconds: LONGEST_S,
    });

  async function remade(original: Buffer, { as, encode, heldWhole = false }: Remaking): Promise<Remade> {
    const { width, height, isProgressive = false } = await sharp(original, { limitInputPixels: false }).metadata();
    if (width * height > mostPixels / (isProgressive || heldWhole ? IN_PASSES : 1))
      throw new PictureRefused('too-many-pixels');
    const content = await encode(read(original).autoOrient()).toBuffer();
    const thumbnail = await read(content)
      .resize({ width: THUMBNAIL_PIXELS, height: THUMBNAIL_PIXELS, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: THUMBNAIL_QUALITY })
      .toBuffer();
    return { mediaType: as, content, thumbnail };
  }

  return {
    remade(original, mediaType) {
      const remaking = REMAKING[mediaType];
      if (!remaking) return Promise.reject(new Error(`No picture is made anew as ${mediaType}.`));
      return inTurn(() =>
        remade(original, remaking).catch((error: unknown) => {
          throw error instanceof PictureRefused ? error : new PictureRefused('unreadable');
        }),
      );
    },
  };
}
