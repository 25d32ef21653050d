import type { Command } from 'commander';
import { FEWEST_TICKETS, learnFromCity, type Learned, type LearningOutcome } from '../api/intake/learning.js';
import type { ModelQuality } from '../domain/intake/class-model-check.js';
import { createClassModelStore } from '../storage/intake/class-model-store.js';
import { createKnowledgeStore } from '../storage/knowledge/knowledge-store.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { createSealing } from '../storage/secrets/sealing.js';
import { createKeyedWords } from '../storage/ticket/keyed-words.js';
import { createTicketViews } from '../storage/ticket/ticket-views.js';
import { doneOr, DRY_RUN, withLists, type ListWork } from './lists.js';
import { meantKeys } from './stack/data-keys.js';
import { startProgress } from './stack/progress.js';

interface LearnOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function defineLearn(command: Command): void {
  command
    .option(...DRY_RUN)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Tickets that are over teach it, each by the class to which it was put in the end; with fewer than ${FEWEST_TICKETS} of them the
names and keywords of classes and the published knowledge entries do alone. No ticket that protects who asked is read, no report, and
none that was erased; personal words are taken out first, and of what is left only runs of one to three characters
stay that stand in five tickets at least. A tenth is kept back to check by. What is worse than the model that is served is not served, and
the one before stays. All processes have the new one at their next question.`,
    )
    .action((options: LearnOptions) => withLists({ ...options, patient: true }, (work) => learn(work, options)));
}

async function learn({ terminal, database: { pool }, env }: ListWork, { dryRun = false }: LearnOptions): Promise<void> {
  const keys = await meantKeys(env);
  const progress = startProgress('Learning', process.stderr);
  const learned = await learnFromCity({
    views: createTicketViews(pool, createSealing(keys), createKeyedWords(keys)),
    knowledge: createKnowledgeStore(pool),
    snapshot: await createReferenceData(pool, Date.now).current(),
    models: createClassModelStore(pool),
    now: () => new Date(),
    dryRun,
    onProgress: (done) =>
      progress.report(done.step === 'reading' ? `${done.tickets} tickets read` : `round ${done.epoch} of ${done.of}`),
  }).finally(() => progress.end());
  terminal.record({ ...learned, dryRun });
  for (const line of told(learned, dryRun)) terminal.line(line);
}

function told({ outcome, facts, bytes, classes, before }: Learned, dryRun: boolean): string[] {
  if (facts === null) return ['Nothing was learnt: there are no texts of two classes or more.'];
  const { version, hash, texts, tickets, quality } = facts;
  const check = [
    `Learnt from ${texts} texts, among them ${tickets} tickets: ${classes} classes, ${Math.ceil(bytes / 1024)} kB, sha256 ${hash.slice(0, 12)}.`,
    `On ${quality.texts} texts that did not teach it: ${said(quality)}.`,
    ...(before === null ? [] : [`Version ${before.version} on the same: ${said(before.quality)}.`]),
  ];
  return [
    ...check,
    outcome === 'served' ? doneOr({ dryRun }, `Version ${version} is served.`) : ENDS[outcome](version),
  ];
}

const ENDS: Readonly<Record<Exclude<LearningOutcome, 'served'>, (version: number) => string>> = {
  same: (version) => `It is what is served already, version ${version}.`,
  worse: () => 'It is worse than the one before, which is served as before; this one is thrown away.',
  overtaken: () => 'Somebody else had another one served meanwhile; this one is thrown away.',
  tooLittle: () => 'Nothing was learnt.',
};

function said({ top1, top3, calibrationError }: ModelQuality): string {
  return `${percent(top1)} right, ${percent(top3)} among three, calibration error ${calibrationError.toFixed(3)}`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
