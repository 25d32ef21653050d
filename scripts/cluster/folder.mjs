import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Does something in a folder, and takes down what it put into `undo`, last things first, whatever happens. A folder
 * that nobody named goes when nothing was found.
 * @param {(place: { folder: string, undo: (() => Promise<unknown>)[] }) => Promise<{ ok: boolean }>} act
 */
export async function inFolder({ folder: named, say }, act) {
  const folder = named ?? (await mkdtemp(join(tmpdir(), 'huiying-cluster-')));
  await mkdir(folder, { recursive: true });
  const undo = [];
  let closing;
  const close = () => (closing ??= closeAll(undo));
  const interrupted = () => void close().finally(() => process.exit(130));
  for (const signal of SIGNALS) process.once(signal, interrupted);
  let result;
  try {
    result = await act({ folder, undo });
    return { ...result, folder };
  } finally {
    await close();
    for (const signal of SIGNALS) process.off(signal, interrupted);
    if (result?.ok === true && named === undefined) await rm(folder, { recursive: true, force: true });
    else say(`logs and data are in ${folder}`);
  }
}

async function closeAll(undo) {
  while (undo.length > 0) {
    await undo
      .pop()()
      .catch((error) => console.error(`While taking it down: ${error.message}`));
  }
}
