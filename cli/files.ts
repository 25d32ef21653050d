import type { Command } from 'commander';
import { readEnv } from '../config/env.js';
import { FilesAway } from '../files/files.js';
import { createFolderFiles, filesIn, type FileInFolder } from '../files/folder-files.js';
import { FileDiffers, moveFile, type Moved } from '../files/moving.js';
import { createS3Files } from '../files/s3-files.js';
import { mapConcurrently } from '../pacing/map-concurrently.js';
import { CliFailure } from './failure.js';
import { createTerminal } from './terminal.js';

interface MoveOptions {
  readonly dryRun?: boolean;
  readonly keep?: boolean;
  readonly json?: boolean;
}

const PORTION = 200;
const AT_ONCE = 4;

export function defineFiles(command: Command): void {
  command
    .command('move')
    .description('bring the files of the folder into the bucket')
    .option('--dry-run', 'only say how many there are')
    .option('--keep', 'leave them in the folder as well')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
From HUIYING_FILES_DIR into HUIYING_S3_BUCKET, while the system runs with both: what is sent goes to the bucket then, and
what was kept is found in either. Each file is read back and compared before it leaves the folder. May be ended at any
place, kill -9 included: run it again, and it goes on. When nothing is left, take HUIYING_FILES_DIR out of the settings.`,
    )
    .action(move);
}

async function move({ dryRun, keep = false, json }: MoveOptions): Promise<void> {
  const { filesDir, bucket } = readEnv();
  const terminal = createTerminal(json === true);
  if (filesDir === undefined || bucket === undefined) {
    throw new CliFailure(
      'No file was moved',
      'files move from a folder into a bucket, and these are not both set',
      'Set HUIYING_FILES_DIR and HUIYING_S3_BUCKET with what belongs to it, as the API has them.',
    );
  }
  if (dryRun === true) {
    const waiting = { files: 0, bytes: 0 };
    for await (const { bytes } of filesIn(filesDir)) {
      waiting.files += 1;
      waiting.bytes += bytes;
    }
    terminal.record({ dryRun: true, ...waiting });
    terminal.line(`${waiting.files} files of ${inMegabytes(waiting.bytes)} would move. Nothing was done.`);
    return;
  }

  const [from, to] = [createFolderFiles(filesDir), createS3Files(bucket)];
  const count: Record<Moved, number> & { bytes: number } = { moved: 0, there: 0, gone: 0, bytes: 0 };
  try {
    await terminal.step('Moving files', async (report) => {
      await to.check();
      for await (const files of inPortions(filesIn(filesDir))) {
        const one = async (file: FileInFolder): Promise<void> => {
          count[await moveFile(file, from, to, { keep })] += 1;
          count.bytes += file.bytes;
          report(said(count));
        };
        await mapConcurrently(files, AT_ONCE, one, 'stop');
      }
      return said(count);
    });
  } catch (error) {
    terminal.record({ ...count, done: false });
    if (error instanceof FilesAway || error instanceof FileDiffers) {
      throw new CliFailure(
        'The move ended early',
        `${error.message} So far: ${said(count)}`,
        'Run it again: it goes on.',
      );
    }
    throw error;
  }
  terminal.record({ ...count, done: true });
  terminal.line(keep ? 'The folder has them still.' : 'Nothing is left in the folder.');
}

async function* inPortions(files: AsyncIterable<FileInFolder>): AsyncGenerator<FileInFolder[]> {
  let portion: FileInFolder[] = [];
  for await (const file of files) {
    portion.push(file);
    if (portion.length < PORTION) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}

function said({ moved, there, gone, bytes }: Record<Moved, number> & { readonly bytes: number }): string {
  return `${moved} moved, ${there} were there, ${gone} removed meanwhile, ${inMegabytes(bytes)}`;
}

const inMegabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;
