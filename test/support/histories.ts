import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';

const FOLDER = join(import.meta.dirname, '../replay/histories');
type History = ReturnType<typeof historyFromJSON>;

/**
 * Keeps the histories of these tickets for the replay suite, when asked by `npm run histories`. New files join the old
 * ones; nothing recorded under an earlier version is overwritten, for that is what replay must go on understanding.
 */
export async function recordHistories(
  world: string,
  lines: readonly {
    readonly id: string;
    readonly handle: { readonly workflowId: string; fetchHistory(): Promise<History> };
  }[],
): Promise<void> {
  const { HUIYING_RECORD_HISTORIES: version } = process.env;
  if (!version) return;
  await mkdir(FOLDER, { recursive: true });
  for (const [index, line] of lines.entries()) {
    const history = await line.handle.fetchHistory();
    // Not every server notes it, and what was sealed for a workflow opens under its id only.
    const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
    if (started) started.workflowId = line.handle.workflowId;
    await writeFile(join(FOLDER, `${version}-${world}-${index + 1}.json`), `${historyToJSON(history)}\n`, {
      flag: 'wx',
    });
  }
}

export async function savedHistories(): Promise<{ name: string; workflowId: string; history: History }[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => {
      const name = file.replace(/\.json$/, '');
      const history = historyFromJSON(JSON.parse(await readFile(join(FOLDER, file), 'utf8')) as object);
      const { workflowId } = history.events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
      return { name, workflowId: workflowId || name, history };
    }),
  );
}
