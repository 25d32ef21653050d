import { classModelOf, type ClassModel } from '../../domain/intake/class-model.js';
import { temperatureBorne, type Borne } from '../../domain/intake/choices.js';
import { DAY_MS } from '../../domain/calendar/civil-time.js';
import type { Channel } from '../../domain/ticket/vocabulary.js';
import { createKept } from '../../storage/board/kept.js';
import type { ClassModelStore, ModelFacts } from '../../storage/intake/class-model-store.js';
import type { BorneOnChannel, SuggestionChoices } from '../../storage/intake/suggestion-choices.js';

export interface ServedModel {
  readonly facts: ModelFacts;
  readonly model: ClassModel;
  readonly temperature: number;
}

/**
 * The model that is served, held by this process. Each question asks first whether there is a newer one, so what was
 * learnt in another process is used at once.
 */
export interface LiveModel {
  /** `null`: none was learnt yet. */
  current(): Promise<ServedModel | null>;
}

export function createLiveModel(models: Pick<ClassModelStore, 'newest' | 'artifact'>): LiveModel {
  let held: { readonly hash: string; readonly served: ServedModel | null } | null = null;

  return {
    async current() {
      const facts = await models.newest();
      if (facts === null) return null;
      if (held?.hash === facts.hash) return held.served;
      const file = await models.artifact(facts.version);
      const model = file && classModelOf(file);
      const served = file && model ? { facts, model, temperature: file.temperature } : null;
      held = { hash: facts.hash, served };
      return served;
    },
  };
}

/** By how much less sure a model is to be on each channel, from what was chosen there. */
export interface ChannelTemperatures {
  of(channel: Channel | null, now: Date): Promise<number>;
}

const DAYS = 180;
const MOST_BORNE = 5_000;
const FRESH_FOR_MS = 600_000;

export function createChannelTemperatures(choices: Pick<SuggestionChoices, 'borne'>): ChannelTemperatures {
  const kept = createKept<{ readonly asOf: Date; readonly factors: ReadonlyMap<string, number> }>({
    freshForMs: FRESH_FOR_MS,
  });
  return {
    async of(channel, now) {
      if (channel === null) return 1;
      const { factors } = await kept('all', now, async () => {
        const rows = await choices.borne(new Date(now.getTime() - DAYS * DAY_MS), now, MOST_BORNE);
        return { asOf: now, factors: temperaturesOf(rows) };
      });
      return factors.get(channel) ?? 1;
    },
  };
}

/** Of each channel on which enough was chosen. What was ignored tells nothing: nobody may have looked. */
export function temperaturesOf(rows: readonly BorneOnChannel[]): ReadonlyMap<string, number> {
  const borne = new Map<string, Borne[]>();
  for (const { channel, confidence, choice } of rows) {
    if (channel === null || choice === 'ignored') continue;
    const all = borne.get(channel) ?? [];
    all.push({ confidence, taken: choice === 'taken' });
    borne.set(channel, all);
  }
  return new Map(
    [...borne].flatMap(([channel, all]) => {
      const factor = temperatureBorne(all);
      return factor === null ? [] : [[channel, factor] as const];
    }),
  );
}
