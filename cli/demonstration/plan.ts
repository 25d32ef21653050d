import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { chanceOf, shuffled } from '../simulate/chance.js';
import { castFor, type Cast } from './cast.js';
import { PLOTS, type Plot } from './plots.js';
import type { Texts } from './texts.js';

/** One ticket, or several that have to do with each other, before it is played. */
export interface PlannedScene {
  /** The same at every start, so that a scene that was written is known. */
  readonly key: string;
  readonly tickets: number;
  readonly plot: Plot;
  readonly cast: Cast;
}

/** The whole city: always the same, in an order in which every kind of ticket is there early. */
export function plannedCity(texts: Texts, reference: Pick<ReferenceSnapshot, 'units' | 'classes'>): PlannedScene[] {
  let index = 0;
  const scenes = PLOTS.flatMap((plot) => {
    const fitting = texts.requests.filter(plot.wants ?? (() => true));
    return Array.from({ length: plot.count }, (_, turn): PlannedScene => {
      const request = fitting[(index * 7 + turn) % fitting.length];
      if (!request) throw new Error(`data/demo/requests.json has nothing for the plot ${plot.name}.`);
      const key = `${plot.name}-${turn + 1}`;
      const cast = castFor(texts, request, reference, index, chanceOf(`demonstration:${key}`));
      index += 1;
      return { key, tickets: plot.tickets ?? 1, plot, cast };
    });
  });
  return shuffled(chanceOf('demonstration'), 'order', scenes);
}
