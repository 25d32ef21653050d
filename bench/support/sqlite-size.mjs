import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

/**
 * https://www.sqlite.org/fileformat2.html: where the header of the file has the page size, and the sizes of the log's
 * headers.
 */
const PAGE_SIZE_AT = 16;
const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/**
 * How large a SQLite database is, what was committed to its write-ahead log included. The sizes of the two files say
 * little: the log is written over, and copied into the database a few megabytes at a time.
 */
export function sqliteBytes(path) {
  const header = Buffer.alloc(100);
  const file = openSync(path, 'r');
  let fileBytes;
  try {
    readSync(file, header, 0, 100, 0);
    fileBytes = fstatSync(file).size;
  } finally {
    closeSync(file);
  }
  const given = header.readUInt16BE(PAGE_SIZE_AT);
  const pageBytes = given === 1 ? 65_536 : given;
  return Math.max(fileBytes, pagesInLog(readFileSync(`${path}-wal`), pageBytes) * pageBytes);
}

/** The number of pages that the last commit in the log says the database has, or 0. */
function pagesInLog(log, pageBytes) {
  if (log.length < LOG_HEADER_BYTES) return 0;
  const salt = log.subarray(16, 24);
  let pages = 0;
  for (let at = LOG_HEADER_BYTES; at + FRAME_HEADER_BYTES <= log.length; at += FRAME_HEADER_BYTES + pageBytes) {
    // From here on it is of an earlier round.
    if (!log.subarray(at + 8, at + 16).equals(salt)) break;
    pages = log.readUInt32BE(at + 4) || pages;
  }
  return pages;
}
