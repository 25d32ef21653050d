import { randomBytes } from 'node:crypto';
import type { ExportFile } from '../../storage/export/export-store.js';
import { opened, sealed } from '../../files/sealed-file.js';
import type { Files } from '../../files/files.js';
import type { ListedInFile } from './export-rows.js';

/** Beside the file: its tickets, and what it shows of each. */
const listOf = (name: string): string => `${name}.list`;

/** Writes a file and the list of its tickets, both sealed under a key of their own. */
export async function writeExport(
  files: Files,
  name: string,
  pieces: AsyncIterable<{ readonly text: string; readonly listed: readonly ListedInFile[] }>,
): Promise<ExportFile> {
  const key = randomBytes(32);
  // An id for each ticket: the rows themselves are never held.
  const list: Buffer[] = [];
  let bytes = 0;
  async function* texts(): AsyncGenerator<Buffer> {
    for await (const { text, listed } of pieces) {
      list.push(linesOf(listed));
      const piece = Buffer.from(text);
      bytes += piece.length;
      yield piece;
    }
  }
  async function* lines(): AsyncGenerator<Buffer> {
    yield* list;
  }
  await files.write(name, sealed({ key, about: name }, texts()));
  await files.write(listOf(name), sealed({ key, about: listOf(name) }, lines()));
  return { name, key, bytes, listBytes: list.reduce((sum, { length }) => sum + length, 0) };
}

/** What is not there counts as removed. */
export async function removeExport(files: Pick<Files, 'remove'>, name: string): Promise<void> {
  for (const one of [name, listOf(name)]) await files.remove(one);
}

export function openExport(files: Pick<Files, 'read'>, { name, key, bytes }: ExportFile): AsyncGenerator<Buffer> {
  return opened({ key, about: name }, bytes, { from: 0, to: bytes }, (range) => files.read(name, range));
}

/** The tickets of a file, some hundred at a time. */
export async function* listedIn(
  files: Pick<Files, 'read'>,
  { name, key, listBytes }: ExportFile,
): AsyncGenerator<ListedInFile[]> {
  const about = listOf(name);
  let rest = '';
  const decoder = new TextDecoder();
  for await (const piece of opened({ key, about }, listBytes, { from: 0, to: listBytes }, (range) =>
    files.read(about, range),
  )) {
    const lines = `${rest}${decoder.decode(piece, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    yield lines.flatMap((line) => {
      const { tickets, shown } = JSON.parse(line) as ListLine;
      return tickets.map((ticket) => ({ ticket, shown }));
    });
  }
}

/** Tickets of which the same is shown. */
interface ListLine extends Pick<ListedInFile, 'shown'> {
  readonly tickets: readonly string[];
}

function linesOf(listed: readonly ListedInFile[]): Buffer {
  const alike = new Map<string, { tickets: string[] } & ListLine>();
  for (const { ticket, shown } of listed) {
    const line = alike.get(JSON.stringify(shown));
    if (line) line.tickets.push(ticket);
    else alike.set(JSON.stringify(shown), { tickets: [ticket], shown });
  }
  return Buffer.from([...alike.values()].map((line) => `${JSON.stringify(line)}\n`).join(''));
}
