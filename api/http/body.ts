import { isUtf8 } from 'node:buffer';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { MOST_MULTIPART_BYTES, readMultipart, type KeepEnclosed } from './multipart.js';
import { repeatedKey } from './repeated-key.js';
import { ApiProblem } from './problem.js';

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';
const MOST_BYTES = 256 * 1_024;

const readJson = express.json({
  limit: MOST_BYTES,
  type: 'application/json',
  verify(_request, _response, bytes, encoding) {
    assertUtf8(bytes, encoding);
    const key = repeatedKey(bytes.toString());
    // Two readers of such a body need not agree on what it says.
    if (key !== null)
      throw new ApiProblem('malformed-request', `The field ${JSON.stringify(key.slice(0, 64))} is there twice.`);
  },
});
const readForm = express.urlencoded({
  limit: MOST_BYTES,
  extended: true,
  type: FORM,
  parameterLimit: 500,
  verify: (_request, _response, bytes, encoding) => assertUtf8(bytes, encoding),
});

/** What is no UTF-8 would be kept with signs in the place of what was meant. */
function assertUtf8(bytes: Buffer, encoding: string): void {
  if (encoding === 'utf-8' && !isUtf8(bytes)) throw new ApiProblem('malformed-request', 'The body is not UTF-8.');
}

/** How a body is written: JSON, a form, or a form that may also come with files. */
export type BodyType = 'json' | 'form' | 'formWithFiles';

/** The body. None at all counts as `{}`, for commands that say all in their name. */
export function bodyOf(
  request: Request,
  response: Response,
  bodyType: BodyType = 'json',
  keep?: KeepEnclosed,
): Promise<unknown> {
  if (request.headers['content-length'] === '0') return Promise.resolve({});
  if (bodyType === 'formWithFiles' && request.is(MULTIPART)) {
    return new Promise((resolve, reject) => {
      whenOver(request, MOST_MULTIPART_BYTES, () => reject(tooLarge('The form is larger than 20 MB.')));
      readMultipart(request, keep).then(resolve, reject);
    });
  }
  const mediaType = bodyType === 'json' ? 'application/json' : FORM;
  const given = request.is(mediaType);
  if (given === null) return Promise.resolve({});
  if (given === false) {
    throw new ApiProblem('unsupported-media-type', `The body must come as \`Content-Type: ${mediaType}\`.`);
  }
  const read = bodyType === 'json' ? readJson : readForm;
  return new Promise((resolve, reject) => {
    // The parser gives up at the limit too, but tells only when all has come, which may be never.
    whenOver(request, MOST_BYTES, () => reject(tooLarge()));
    read(request, response, (error?: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error('The body could not be read.'));
      else resolve((request.body as unknown) ?? {});
    });
  });
}

/**
 * Nobody sends more than a body may hold: who announces it is answered at once, and a body without a length that is
 * still coming when its answer is out ends the connection, for nobody knows how much of it there is.
 */
export function boundedBody(mostOfForm: (path: string) => number | null): RequestHandler {
  return (request, response, next) => {
    const length = Number(request.headers['content-length'] ?? Infinity);
    response.once('finish', () => {
      if (!request.complete && length > MOST_BYTES) request.socket.destroySoon();
    });
    const ofForm = request.is(MULTIPART) ? mostOfForm(request.path) : null;
    if (length === Infinity || length <= (ofForm ?? MOST_BYTES)) next();
    else next(ofForm === null ? tooLarge() : tooLarge(`The form is larger than ${Math.floor(ofForm / 1_048_576)} MB.`));
  };
}

function tooLarge(detail = 'The body is larger than 256 kB.'): ApiProblem {
  return new ApiProblem('payload-too-large', detail, { headers: { Connection: 'close' } });
}

/** Compressed bodies count as they come; what they hold is bounded where it is inflated. */
function whenOver(request: Request, most: number, over: () => void): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= most) return;
    request.removeAllListeners('data').pause();
    over();
  });
}
