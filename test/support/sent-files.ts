import { readdir, stat } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { pdf, photograph } from './files.js';
import type { Account, RunningStack } from './running-stack.js';
import { formWith } from './uploading.js';

/** Words of a file: its name, what stands in it, and what a camera wrote beside the picture. */
export interface SaidInFiles {
  readonly fileName: string;
  readonly inFile: string;
  readonly inMetadata: string;
}

/** Sends a paper and a photograph with these words; answers their ids. */
export async function sendFiles(stack: RunningStack, account: Account, said: SaidInFiles): Promise<string[]> {
  const { apiUrl } = await stack.runtime();
  const ids: string[] = [];
  for (const form of [
    formWith(pdf(said.inFile), `${said.fileName}.pdf`, 'application/pdf'),
    formWith(await photograph({ make: said.inMetadata }), `${said.fileName}.jpg`, 'image/jpeg'),
  ]) {
    const headers = { authorization: `Bearer ${account.apiKey}` };
    const response = await fetch(`${apiUrl}/api/v1/uploads`, { method: 'POST', body: form, headers });
    const { id, detail } = (await response.json()) as { id: string; detail?: string };
    if (response.status !== 201) throw new Error(`Not taken: ${response.status} ${detail}`);
    ids.push(id);
  }
  return ids;
}

/** Everything that an account is answered when it fetches these files of a ticket, small pictures included. */
export async function filesReadBy(
  stack: RunningStack,
  account: Account,
  ticket: string,
  files: readonly string[],
): Promise<{ statuses: number[]; contents: Buffer[] }> {
  const { apiUrl } = await stack.runtime();
  const [statuses, contents] = [[] as number[], [] as Buffer[]];
  for (const file of files)
    for (const more of ['', '/thumbnail']) {
      const response = await fetch(`${apiUrl}/api/v1/tickets/${ticket}/attachments/${file}${more}`, {
        headers: { authorization: `Bearer ${account.apiKey}` },
      });
      statuses.push(response.status);
      contents.push(Buffer.from(await response.arrayBuffer()));
    }
  return { statuses, contents };
}

/** Long enough that its beginning is on the disk before its end is sent. */
const LONG = 600_000;

/**
 * Sends a paper that says this word again and again and stops in the middle, calls `meanwhile` when something of it is
 * in the folder, and breaks off.
 */
export async function whileHalfIsSent(
  stack: RunningStack,
  account: Account,
  { word, folder }: { word: string; folder: string },
  meanwhile: () => Promise<void>,
): Promise<void> {
  const { apiUrl } = await stack.runtime();
  const boundary = 'half-of-it';
  const unfinished = async (): Promise<string[]> => {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(join(folder, name)).catch(() => null))?.size),
    );
    return names.filter((name, index) => name.endsWith('.part') && (sizes[index] ?? 0) > 0);
  };
  const request = http.request(`${apiUrl}/api/v1/uploads`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${account.apiKey}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'transfer-encoding': 'chunked',
    },
  });
  request.on('error', () => undefined);
  request.write(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="half.pdf"\r\nContent-Type: application/pdf\r\n\r\n`,
  );
  request.write(pdf(`${word} `.repeat(Math.ceil(LONG / Buffer.byteLength(word)))));
  try {
    await eventually(async () => {
      if ((await unfinished()).length === 0) throw new Error('Nothing of the file is on the disk.');
    });
    await meanwhile();
  } finally {
    request.destroy();
  }
  await eventually(async () => {
    if ((await unfinished()).length > 0) throw new Error('What was broken off is still on the disk.');
  });
}
