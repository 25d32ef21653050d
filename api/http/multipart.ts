import { Busboy } from '@fastify/busboy';
import type { Request } from 'express';
import qs from 'qs';
import { ApiProblem } from './problem.js';

/** A form with pictures as telephones make them. */
export const MOST_MULTIPART_BYTES = 20 * 1_024 * 1_024;
/** What is written in it, as in any other form. */
const MOST_FIELD_BYTES = 256 * 1_024;
const MOST_FIELDS = 500;
const MOST_FILES = 20;

const enclosures = new WeakMap<Request, number>();

/** How many files came with the form of this request. They were read past and kept nowhere. */
export function filesEnclosedIn(request: Request): number {
  return enclosures.get(request) ?? 0;
}

/**
 * The fields of a multipart form, by the same rules as those of a plain one. Files flow past; no part of them stays in
 * memory.
 */
export function readMultipart(request: Request): Promise<unknown> {
  const { 'content-type': contentType = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (!/;\s*boundary=/i.test(contentType)) {
    throw new ApiProblem(
      'malformed-request',
      'A form as `multipart/form-data` names its boundary; one without files comes as `application/x-www-form-urlencoded`.',
    );
  }
  if (encoding.toLowerCase() !== 'identity') {
    throw new ApiProblem('unsupported-media-type', 'A form as `multipart/form-data` comes uncompressed.');
  }
  return new Promise((resolve, reject) => {
    const pairs: [string, string][] = [];
    let bytes = 0;
    let files = 0;
    const parser = new Busboy({
      headers: { ...request.headers, 'content-type': contentType },
      limits: { fields: MOST_FIELDS, files: MOST_FILES, fieldSize: MOST_FIELD_BYTES, fieldNameSize: 200 },
    });
    const refuse = (problem: ApiProblem): void => {
      request.unpipe(parser);
      reject(problem);
    };
    const tooMuch = (): void =>
      refuse(
        new ApiProblem(
          'payload-too-large',
          `A form has at most ${MOST_FIELDS} fields, 256 kB in all, and ${MOST_FILES} files.`,
        ),
      );
    parser.on('field', (name, value, nameTruncated, valueTruncated) => {
      bytes += Buffer.byteLength(value);
      if (nameTruncated || valueTruncated || bytes > MOST_FIELD_BYTES) return tooMuch();
      // The parser puts this sign in the place of what is no UTF-8.
      if (`${name}${value}`.includes('\uFFFD')) refuse(new ApiProblem('malformed-request', 'The body is not UTF-8.'));
      // On the wire every line of a form ends with both signs, however it was typed.
      pairs.push([name, value.replaceAll('\r\n', '\n')]);
    });
    parser.on('file', (_name, file) => {
      files += 1;
      file.on('error', () => undefined).resume();
    });
    parser.on('fieldsLimit', tooMuch);
    parser.on('filesLimit', tooMuch);
    parser.on('error', () => refuse(cutOff()));
    parser.on('finish', () => {
      enclosures.set(request, files);
      try {
        resolve(formOf(pairs));
      } catch {
        reject(cutOff());
      }
    });
    request.once('close', () => {
      if (!request.complete) refuse(cutOff());
    });
    request.pipe(parser);
  });
}

function cutOff(): ApiProblem {
  return new ApiProblem('malformed-request', 'The body is not well-formed, or was cut off.');
}

/** As the reader of plain forms does it: `attribute[code]`, and `attribute[code][]` for several. */
function formOf(pairs: [string, string][]): unknown {
  const written = new URLSearchParams(pairs).toString();
  return qs.parse(written, {
    allowPrototypes: true,
    arrayLimit: 100,
    depth: 32,
    strictDepth: true,
    parameterLimit: MOST_FIELDS,
  });
}
