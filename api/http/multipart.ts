import { Busboy } from '@fastify/busboy';
import type { Readable } from 'node:stream';
import type { Request } from 'express';
import qs from 'qs';
import { ApiProblem } from './problem.js';

/** A form with pictures as telephones make them. */
export const MOST_MULTIPART_BYTES = 20 * 1_024 * 1_024;
/** What is written in it, as in any other form. */
const MOST_FIELD_BYTES = 256 * 1_024;
const MOST_FIELDS = 500;
const MOST_FILES = 20;

/** A file on its way, with the fields that stood before it in the form. */
export interface EnclosedFile {
  readonly content: Readable;
  readonly name: string;
  readonly mediaType: string;
  readonly field: (name: string) => string | undefined;
}

/** Keeps a file and answers its id; `null`: it is read past. */
export type KeepEnclosed = (file: EnclosedFile) => Promise<string | null>;

export interface Enclosed {
  /** What they were called, the same when the form is sent again. */
  readonly named: readonly string[];
  /** Ids of those that were kept. */
  readonly kept: readonly string[];
}

const NONE: Enclosed = { named: [], kept: [] };
const enclosures = new WeakMap<Request, Enclosed>();

/** What came with the form of this request, as far as it has come. */
export function enclosedIn(request: Request): Enclosed {
  return enclosures.get(request) ?? NONE;
}

/**
 * The fields of a multipart form, by the same rules as those of a plain one. Files go to whoever keeps them as they
 * come, or flow past; no part of them stays in memory.
 */
export function readMultipart(request: Request, keep: KeepEnclosed = () => Promise.resolve(null)): Promise<unknown> {
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
    const [named, kept]: [string[], string[]] = [[], []];
    const coming = new Map<Readable, Promise<void>>();
    enclosures.set(request, { named, kept });
    const parser = new Busboy({
      headers: { ...request.headers, 'content-type': contentType },
      limits: { fields: MOST_FIELDS, files: MOST_FILES, fieldSize: MOST_FIELD_BYTES, fieldNameSize: 200 },
    });
    const refuse = (problem: ApiProblem): void => {
      request.unpipe(parser);
      // Whoever keeps one waits for its end, which does not come any more.
      for (const file of coming.keys()) file.destroy(problem);
      void Promise.allSettled(coming.values()).then(() => reject(problem));
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
    parser.on('file', (_name, file, filename, _encoding, mediaType) => {
      const name = filename ?? '';
      named.push(`${name} ${mediaType}`);
      const field = (wanted: string): string | undefined => pairs.find(([one]) => one === wanted)?.[1];
      file.on('error', () => undefined);
      const came = keep({ content: file, name, mediaType, field })
        .then((id) => void (id !== null && kept.push(id)))
        .finally(() => file.resume());
      // What is thrown is thrown once the form is read.
      came.catch(() => undefined);
      coming.set(file, came);
    });
    parser.on('fieldsLimit', tooMuch);
    parser.on('filesLimit', tooMuch);
    parser.on('error', () => refuse(cutOff()));
    parser.on('finish', () => {
      Promise.all(coming.values()).then(() => {
        try {
          resolve(formOf(pairs));
        } catch {
          reject(cutOff());
        }
      }, reject);
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
