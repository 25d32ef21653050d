import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { WordingWishSchema } from '../contracts/wordings.js';
import { COMMAND_LINE } from '../storage/admin/change-trail.js';
import { DEFAULT_WORDING, readNoticeTemplates } from '../storage/notice/notice-templates.js';
import { wordingNoun } from '../storage/notice/wording-noun.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { CliFailure, messageOf } from './failure.js';
import { deskOf, doneOr, DRY_RUN, withLists, type DryRun, type ListWork } from './lists.js';

const EXAMPLE = 'See data/notices/default.json for the form; what a file leaves out is said as it is shipped.';

export function defineWordings(command: Command): void {
  command
    .command('show')
    .description('what a set of texts of notices says otherwise than is shipped')
    .argument('[code]', 'the set for all, or the code of a policy pack', DEFAULT_WORDING)
    .option('--json', 'print JSON')
    .action((code: string, options: { json?: boolean }) => withLists(options, (work) => show(work, code)));
  command
    .command('import')
    .description('say notices otherwise, from a file; the earlier version is kept')
    .argument('<file>', 'JSON in the form of data/notices/default.json, or a part of it')
    .argument('[code]', 'the set for all, or the code of a policy pack', DEFAULT_WORDING)
    .option(...DRY_RUN)
    .option('--json', 'print JSON')
    .action((file: string, code: string, options: DryRun & { json?: boolean }) =>
      withLists(options, (work) => importFile(work, file, code, options)),
    );
}

async function show({ terminal, database }: ListWork, code: string): Promise<void> {
  const { wordings } = await createReferenceData(database.pool, Date.now).current();
  const stored = wordings.get(code);
  terminal.record({ code, version: stored?.version ?? 0, own: stored?.data ?? {} });
  terminal.line(
    stored
      ? `${code}, version ${stored.version}:\n${JSON.stringify(stored.data, null, 2)}`
      : `${code} is as it is shipped.`,
  );
}

async function importFile(work: ListWork, file: string, code: string, options: DryRun): Promise<void> {
  const own = await readFile(file, 'utf8')
    .then((text) => WordingWishSchema.parse(JSON.parse(text)))
    .catch((error: unknown) => {
      throw new CliFailure(`Nothing of ${file} was taken`, messageOf(error), EXAMPLE);
    });
  const { wordings, packs } = await createReferenceData(work.database.pool, Date.now).current();
  const shipped = readNoticeTemplates();
  if (code !== DEFAULT_WORDING && !shipped.codes.includes(code) && !packs.some((pack) => pack.code === code)) {
    throw new CliFailure(`There is no policy pack ${code}`, 'nothing was changed', 'See: huiying policies list');
  }
  try {
    shipped.with(wordings, code, own);
  } catch (error) {
    throw new CliFailure(`Nothing of ${file} was taken`, messageOf(error), EXAMPLE);
  }
  const { act } = await deskOf(work);
  const after = await act(COMMAND_LINE, (desk) => desk.put(wordingNoun, code, () => own, { version: null }), {
    dryRun: options.dryRun === true,
  });
  const version = after?.version ?? 0;
  work.terminal.record({ code, version, ...(options.dryRun === true && { dryRun: true }) });
  work.terminal.line(doneOr(options, `${code} is at version ${version}. Workers use it within five seconds.`));
}
