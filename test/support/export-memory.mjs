// Writes and reads back an export of so many rows, and prints how much more memory that took at most.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listedIn, openExport, writeExport } from '../../dist/api/export/export-file.js';
import { tableText } from '../../dist/api/export/table-text.js';
import { createFolderFiles } from '../../dist/files/folder-files.js';

const ROWS = Number(process.argv[2]);
const AT_ONCE = 200;
const NAME = '0192d3c4-0000-7000-8000-000000000000';
/** Some two thousand bytes, as what people write. */
const TEXT = '建设路十二号门口的井盖碎了，晚上有人摔倒。'.repeat(35);
const COLUMNS = ['number', 'title', 'text', 'address'].map((key) => ({ key, zh: key }));
const MARK = {
  number: 'EX',
  by: 'a',
  name: '李娜',
  role: 'supervisor',
  unit: null,
  at: '',
  purpose: '',
  purposeZh: '',
};

const megabytes = (bytes) => Math.round(bytes / 1_048_576);
const folder = await mkdtemp(join(tmpdir(), 'huiying-export-'));
const before = process.memoryUsage().rss;
let most = before;
const look = () => {
  most = Math.max(most, process.memoryUsage().rss);
};

async function* pieces(text) {
  yield { text: text.begin(), listed: [] };
  for (let from = 0; from < ROWS; from += AT_ONCE) {
    const places = Array.from({ length: AT_ONCE }, (_one, index) => from + index);
    const shown = { guarded: true, fields: ['title', 'text'], masked: [], purpose: null };
    const ticket = (place) => `01a22000-0000-7000-8000-${String(place).padStart(12, '0')}`;
    const listed = places.map((place) => ({ ticket: ticket(place), shown }));
    yield { text: text.rows(places.map((place) => [`20261129-${place}`, '井盖', TEXT, '建设路12号'])), listed };
    look();
    await new Promise((done) => setImmediate(done));
  }
}

try {
  const files = createFolderFiles(folder);
  const file = await writeExport(files, NAME, pieces(tableText('csv', COLUMNS, MARK)));
  let rows = 0;
  for await (const listed of listedIn(files, file)) {
    rows += listed.length;
    look();
  }
  let bytes = 0;
  for await (const piece of openExport(files, file)) {
    bytes += piece.length;
    look();
  }
  const { size } = await stat(join(folder, NAME.slice(0, 2), NAME));
  const isWhole = bytes === file.bytes;
  process.stdout.write(JSON.stringify({ rows, isWhole, written: megabytes(size), more: megabytes(most - before) }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
