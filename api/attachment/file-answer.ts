import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import { kindNamed } from '../../domain/attachment/file-kinds.js';
import type { Files } from '../../files/files.js';
import { opened } from '../../files/sealed-file.js';
import { thumbnailOf } from '../../storage/attachment/attachment-clearing.js';
import type { StoredAttachment } from '../../storage/attachment/attachment-store.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';

/** Whatever a browser makes of it, it runs nothing, fetches nothing and has no origin. */
const SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'";
const THUMBNAIL_TYPE = 'image/jpeg';

/**
 * A file, or the part of it that is asked for, opened while it is sent. Its name goes with it, for whoever is shown the
 * file is shown its name.
 */
export async function fileAnswer(
  files: Files,
  attachment: StoredAttachment,
  which: 'file' | 'thumbnail',
  request: Request,
): Promise<RouteResponse> {
  const { id, key, name } = attachment;
  const small = which === 'thumbnail';
  const about = small ? thumbnailOf(id) : id;
  const bytes = small ? (attachment.thumbnailBytes ?? 0) : attachment.bytes;
  const part = small ? null : partOf(request, bytes);
  const { from, to } = part ?? { from: 0, to: bytes };
  const content = opened({ key, about }, bytes, { from, to }, (range) => files.read(about, range));
  // What is not there, or was tampered with at its beginning, is said as a problem; later it can only be cut off.
  const first = await content.next();
  const saved = small ? `${id}.jpg` : name;
  return {
    status: part ? 206 : 200,
    headers: {
      'Content-Type': small
        ? THUMBNAIL_TYPE
        : (kindNamed(attachment.mediaType)?.mediaType ?? 'application/octet-stream'),
      'Content-Length': String(to - from),
      'Content-Disposition': `attachment; filename="${id}${extensionOf(saved)}"; filename*=UTF-8''${encoded(saved)}`,
      'Content-Security-Policy': SANDBOX,
      'X-Content-Type-Options': 'nosniff',
      'Accept-Ranges': small ? 'none' : 'bytes',
      ...(part && { 'Content-Range': `bytes ${from}-${to - 1}/${bytes}` }),
    },
    stream(response) {
      if (request.method === 'HEAD') {
        void content.return(undefined);
        response.end();
        return;
      }
      const all = async function* (): AsyncGenerator<Buffer> {
        if (!first.done) yield first.value;
        yield* content;
      };
      // The connection is ended by it where it fails, so nobody takes a part for the whole.
      pipeline(Readable.from(all(), { objectMode: false }), response).catch(() => undefined);
    },
  };
}

/** The one part that is asked for; `null`: all of it. Several at once are answered by all of it, as HTTP allows. */
function partOf(request: Request, bytes: number): { from: number; to: number } | null {
  // Nothing here has a validator to compare with.
  if (request.get('if-range') !== undefined) return null;
  const ranges = request.range(bytes, { combine: true });
  if (ranges === -1) {
    throw new ApiProblem('range-not-satisfiable', `The file has ${bytes} bytes.`, {
      headers: { 'Content-Range': `bytes */${bytes}` },
    });
  }
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return null;
  const [range] = ranges;
  return range ? { from: range.start, to: range.end + 1 } : null;
}

function extensionOf(name: string): string {
  return /\.[a-z0-9]{1,8}$/i.exec(name)?.[0] ?? '';
}

/** RFC 8187: what `encodeURIComponent` leaves as it is and that grammar does not allow is encoded too. */
function encoded(name: string): string {
  return encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
