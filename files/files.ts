/**
 * Where files are kept. What is kept is sealed before it comes here, so whoever keeps it, or finds it, learns nothing
 * but how large it is.
 */
export interface Files {
  /** Under this name there is all of it or nothing: what was cut off leaves nothing behind. */
  write(name: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** The bytes from `from` on and before `to`. Throws `FileMissing` before the first of them, or not at all. */
  read(name: string, range: ByteRange): Promise<AsyncIterable<Buffer>>;
  /** What is not there counts as removed, what was begun to be written as well. */
  remove(name: string): Promise<void>;
}

export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

export class FileMissing extends Error {
  override readonly name = 'FileMissing';
}
