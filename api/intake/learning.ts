import { createHash } from 'node:crypto';
import { answersOf, qualityOf, type ModelQuality } from '../../domain/intake/class-model-check.js';
import { learnClasses, withTemperature, type Learnt } from '../../domain/intake/class-model-learning.js';
import { classModelOf, type ClassModelFile } from '../../domain/intake/class-model.js';
import { personalWordsIn } from '../../domain/intake/personal-words.js';
import { seededChance } from '../../domain/seeded-chance.js';
import { stableFraction } from '../../domain/stable-fraction.js';
import type { ClassModelStore, ModelFacts } from '../../storage/intake/class-model-store.js';
import type { IntakeViews } from '../../storage/intake/intake-views.js';
import type { KeptEntry } from '../../storage/knowledge/entry-rows.js';
import type { KnowledgeStore } from '../../storage/knowledge/knowledge-store.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';

interface LearningParts {
  readonly views: Pick<IntakeViews, 'toLearnFrom'>;
  readonly knowledge: Pick<KnowledgeStore, 'changedSince'>;
  readonly snapshot: Pick<ReferenceSnapshot, 'classes' | 'serviceRows'>;
  readonly models: ClassModelStore;
  readonly now: () => Date;
  /** Only says what would come of it. */
  readonly dryRun: boolean;
  readonly onProgress: (done: LearningStep) => void;
}
export type LearningStep =
  | { readonly step: 'reading'; readonly tickets: number }
  | { readonly step: 'learning'; readonly epoch: number; readonly of: number };

/** `served`, or would be; `same`: nothing new was learnt; `worse` than what is served, which stays. */
export type LearningOutcome = 'served' | 'same' | 'worse' | 'tooLittle' | 'overtaken';

export interface Learned {
  readonly outcome: LearningOutcome;
  /** What was learnt; `null`: there is too little to tell classes apart. */
  readonly facts: ModelFacts | null;
  readonly bytes: number;
  readonly classes: number;
  /** What is served so far, on the same texts that taught neither. */
  readonly before: { readonly version: number; readonly quality: ModelQuality } | null;
}

/** With fewer tickets a city has its catalogue and its answers speak alone. */
export const FEWEST_TICKETS = 300;
/** Newer ones say more of how people speak now. */
const MOST_TICKETS = 20_000;
const MOST_OF_A_CLASS = 1_000;
/** In fewer tickets a gram may be what tells who one citizen is. */
const FEWEST_TEXTS = 5;
/** So many are kept back: the same ones at each learning, so that none that checks a model ever taught one. */
const HELD_OUT = 0.1;
const PAGE = 500;
/** The same texts give the same model. */
const SEED = 1;

interface Source extends Learnt {
  readonly heldOut: boolean;
}

/** Makes a model of what the city knows now, and has it served unless it does worse than the one before. */
export async function learnFromCity(parts: LearningParts): Promise<Learned> {
  const { models, now, dryRun, onProgress } = parts;
  const leaves = leavesOf(parts.snapshot);
  const tickets = await fromTickets(parts, leaves);
  const entries = await fromEntries(parts, leaves);
  const all = [
    ...fromCatalogue(parts.snapshot, leaves),
    ...entries,
    ...(tickets.length < FEWEST_TICKETS ? [] : tickets),
  ];
  const taught = all.filter(({ heldOut }) => !heldOut);
  const heldOut = all.filter((one) => one.heldOut);
  const newest = await models.newest();
  const before = newest === null ? null : await checkedAgain(models, newest, heldOut);
  const learnt = learnClasses(taught, {
    random: seededChance(SEED),
    fewestTexts: FEWEST_TEXTS,
    onEpoch: (epoch, of) => onProgress({ step: 'learning', epoch, of }),
  });
  const file = learnt && withTemperature(learnt, heldOut);
  const quality = file && qualityFor(file, heldOut);
  if (!file || !quality) return { outcome: 'tooLittle', facts: null, bytes: 0, classes: 0, before };
  const artifact = JSON.stringify(file);
  const facts = {
    version: (newest?.version ?? 0) + 1,
    hash: createHash('sha256').update(artifact).digest('hex'),
    ...{ texts: taught.length, tickets: tickets.length < FEWEST_TICKETS ? 0 : tickets.length },
    ...{ quality, learntAt: now() },
  };
  const said = { facts, bytes: Buffer.byteLength(artifact), classes: file.classes.length, before };
  if (newest?.hash === facts.hash) return { outcome: 'same', ...said, facts: { ...facts, version: newest.version } };
  if (before !== null && quality.top1 < before.quality.top1) return { outcome: 'worse', ...said };
  if (dryRun) return { outcome: 'served', ...said };
  return { outcome: (await models.keep(artifact, facts)) ? 'served' : 'overtaken', ...said };
}

async function checkedAgain(
  models: ClassModelStore,
  { version }: ModelFacts,
  heldOut: readonly Learnt[],
): Promise<Learned['before']> {
  const file = await models.artifact(version);
  const quality = file && qualityFor(file, heldOut);
  return quality && { version, quality };
}

function qualityFor(file: ClassModelFile, heldOut: readonly Learnt[]): ModelQuality | null {
  const model = classModelOf(file);
  return model && qualityOf(answersOf(model, heldOut, file.temperature));
}

/** Classes that a ticket may be put to. */
function leavesOf({ classes }: LearningParts['snapshot']): ReadonlySet<string> {
  const branches = new Set([...classes.values()].map(({ parent }) => parent));
  return new Set([...classes.keys()].filter((code) => !branches.has(code)));
}

function fromCatalogue({ classes, serviceRows }: LearningParts['snapshot'], leaves: ReadonlySet<string>): Source[] {
  return [...leaves].map((code) => {
    const above = classes.get(classes.get(code)?.parent ?? '')?.name ?? '';
    const keywords = serviceRows.get(code)?.keywords?.zh ?? [];
    const text = [classes.get(code)?.name ?? '', above, ...keywords].join('，');
    return { text, code, isPublic: true, heldOut: false };
  });
}

/** What is published, each way of asking for it as a text of its own; some of those are kept back to check by. */
async function fromEntries({ knowledge }: LearningParts, leaves: ReadonlySet<string>): Promise<Source[]> {
  const sources: Source[] = [];
  for (let seen = '0'; ;) {
    const page: KeptEntry[] = await knowledge.changedSince(seen, PAGE);
    for (const { id, served, version } of page) {
      const { question, phrasings, answer, classCode, audience, scene } = version.content;
      // What a scene is asked by is as wide as all to which it leads: it tells no class from another.
      if (served !== version.version || !leaves.has(classCode) || scene !== null) continue;
      const isPublic = audience === 'public';
      sources.push({ text: `${question}\n${answer}`, code: classCode, isPublic, heldOut: false });
      for (const [nth, text] of phrasings.entries())
        sources.push({ text, code: classCode, isPublic, heldOut: stableFraction(`${id} ${nth}`) < HELD_OUT });
    }
    seen = page.at(-1)?.change ?? seen;
    if (page.length < PAGE) return sources;
  }
}

/** Without what tells who somebody is, as far as it is found. */
async function fromTickets({ views, onProgress }: LearningParts, leaves: ReadonlySet<string>): Promise<Source[]> {
  const sources: Source[] = [];
  const ofClass = new Map<string, number>();
  for (let last: StoredTicket | null = null; sources.length < MOST_TICKETS;) {
    const page: StoredTicket[] = await views.toLearnFrom(last, PAGE);
    for (const { state, content } of page) {
      const { classCode } = state;
      if (content === null || classCode === null || !leaves.has(classCode)) continue;
      const many = ofClass.get(classCode) ?? 0;
      if (many >= MOST_OF_A_CLASS) continue;
      ofClass.set(classCode, many + 1);
      const text = impersonal(`${content.title}\n${content.text}`);
      sources.push({ text, code: classCode, heldOut: stableFraction(state.id) < HELD_OUT });
    }
    onProgress({ step: 'reading', tickets: sources.length });
    last = page.at(-1) ?? null;
    if (page.length < PAGE) break;
  }
  return sources;
}

function impersonal(text: string): string {
  let [kept, at] = ['', 0];
  for (const { from, to } of personalWordsIn(text)) {
    kept += `${text.slice(at, from)} `;
    at = to;
  }
  return kept + text.slice(at);
}
