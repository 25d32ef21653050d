import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { chanceOf, shuffled } from '../simulate/chance.js';
import { castFor, OFFERED, type Cast } from './cast.js';
import { PLOTS, type Plot } from './plots.js';
import type { InventedRequest, Texts } from './texts.js';

/** One ticket, or several that have to do with each other, before it is played. */
export interface PlannedScene {
  /** The same at every start, so that a scene that was written is known. */
  readonly key: string;
  readonly tickets: number;
  readonly plot: Plot;
  readonly cast: Cast;
}

/** At the desks that the sign-in page offers there is more to do than at others. */
const OFTENER = 5;

function isOfOffered({ class: code }: InventedRequest, { classes }: Pick<ReferenceSnapshot, 'classes'>): boolean {
  return OFFERED.has(classes.get(code)?.owners[0] ?? '');
}

/** The whole city: always the same, in an order in which every kind of ticket is there early. */
export function plannedCity(texts: Texts, reference: Pick<ReferenceSnapshot, 'units' | 'classes'>): PlannedScene[] {
  let index = 0;
  const told = new Map<InventedRequest, number>();
  const scenes = PLOTS.flatMap((plot) => {
    const fitting = texts.requests.filter(plot.wants ?? (() => true));
    return Array.from({ length: plot.count }, (_, turn): PlannedScene => {
      const key = `${plot.name}-${turn + 1}`;
      const chance = chanceOf(`demonstration:${key}`);
      const rank = (one: InventedRequest): number =>
        (told.get(one) ?? 0) / (isOfOffered(one, reference) ? OFTENER : 1) + chance(one.title) * 0.8;
      const [request] = fitting.toSorted((one, other) => rank(one) - rank(other));
      if (!request) throw new Error(`data/demo/requests.json has nothing for the plot ${plot.name}.`);
      told.set(request, (told.get(request) ?? 0) + 1);
      const cast = castFor(texts, request, reference, index, chance);
      index += 1;
      return { key, tickets: plot.tickets ?? 1, plot, cast };
    });
  });
  return shuffled(chanceOf('demonstration'), 'order', scenes);
}
