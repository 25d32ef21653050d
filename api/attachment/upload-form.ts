import type { Request, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { ApiProblem } from '../http/problem.js';
import { tooLarge } from './incoming.js';
import type { Upload, Uploads } from './uploads.js';

/** The one part of the form. */
export const FILE_FIELD = 'file';

interface Taken extends Express.Multer.File {
  readonly upload: Upload;
}

/** Takes the one file of a form as it comes, and nothing else of the form. */
export async function takeUploaded(request: Request, uploads: Uploads, sender: Actor): Promise<Upload> {
  if (!request.is('multipart/form-data')) {
    throw new ApiProblem(
      'unsupported-media-type',
      `A file comes as the part \`${FILE_FIELD}\` of a form as \`multipart/form-data\`.`,
    );
  }
  const { mostBytes } = uploads.limits;
  const storage: StorageEngine = {
    _handleFile(_request, { stream, originalname: name, mimetype: mediaType }, done) {
      uploads.take(stream, { name, mediaType }, sender).then(
        (upload) => done(null, { upload } as unknown as Partial<Express.Multer.File>),
        (error: unknown) => {
          stream.resume();
          done(error);
        },
      );
    },
    _removeFile(_request, file, done) {
      const { upload } = file as Partial<Taken>;
      uploads.discard(upload ? [upload.id] : []).then(() => done(null), done);
    },
  };
  const form = multer({
    storage,
    defParamCharset: 'utf8',
    // One byte more than the file may have is for the file's own limit to see.
    limits: { files: 1, fields: 0, parts: 1, fileSize: mostBytes, headerPairs: 20, fieldNameSize: 100 },
  });
  await new Promise<void>((resolve, reject) => {
    // It answers by what it does to the request, and by this call alone.
    void form.single(FILE_FIELD)(request, {} as Response, (error?: unknown) => {
      if (error) reject(problemOf(error, mostBytes));
      else resolve();
    });
  });
  const { upload } = (request.file ?? {}) as Partial<Taken>;
  if (!upload) throw new ApiProblem('malformed-request', `The form has no file in its part \`${FILE_FIELD}\`.`);
  return upload;
}

function problemOf(error: unknown, mostBytes: number): Error {
  if (error instanceof MulterError) {
    return error.code === 'LIMIT_FILE_SIZE' ? tooLarge(mostBytes) : notOneFile();
  }
  if (error instanceof ApiProblem) return error;
  // The reader complains of the form by plain errors; what our side throws has a code, or a class of its own.
  return error instanceof Error && error.constructor === Error && !('code' in error) ? notOneFile() : (error as Error);
}

function notOneFile(): ApiProblem {
  return new ApiProblem(
    'malformed-request',
    `A form has one file, in its part \`${FILE_FIELD}\`, and nothing else; this one has not, or was cut off.`,
  );
}
