import { chanceOf, shuffled } from './chance.js';

/**
 * What may become of a ticket, and how often. Weights, not percentages: about half go as they should, and plots that
 * wait for a deadline are few, for each takes a minute or more even under the demonstration's limits.
 */
export const PLOTS = {
  prompt: { weight: 50, says: 'handled in time' },
  answered: { weight: 10, says: 'answered on the line' },
  redirected: { weight: 2, says: 'pointed to the lawful channel' },
  emergency: { weight: 1, says: 'handed to an emergency line' },
  declined: { weight: 3, says: 'declined, and perhaps appealed' },
  guarded: { weight: 2, says: 'sent to a community first, which the rules refuse' },
  consulted: { weight: 2, says: 'nobody owns it: units are consulted' },
  returned: { weight: 4, says: 'the unit asks to give it back' },
  pingPong: { weight: 2, says: 'given back twice, then ruled on' },
  extension: { weight: 3, says: 'more time is asked for, once or twice' },
  suspension: { weight: 2, says: 'the clock stops for a while' },
  termination: { weight: 2, says: 'the unit asks to end it' },
  joint: { weight: 4, says: 'co-units and whistles' },
  late: { weight: 4, says: 'the unit replies after its date' },
  silent: { weight: 2, says: 'the unit is silent until it is supervised' },
  supervised: { weight: 2, says: 'supervised by hand' },
  nudged: { weight: 3, says: 'the citizen chases and adds facts' },
  rejected: { weight: 2, says: 'the reply is sent back by the reviewer' },
  dissatisfied: { weight: 4, says: 'done again once or more' },
  unreachable: { weight: 4, says: 'the citizen is not reached' },
  withdrawn: { weight: 2, says: 'the citizen takes it back' },
  reopened: { weight: 2, says: 'new facts bring it back' },
  duplicate: { weight: 0, says: 'follows another ticket about the same matter' },
} as const satisfies Record<string, { weight: number; says: string }>;

export type Plot = keyof typeof PLOTS;
export const PLOT_NAMES = Object.keys(PLOTS) as readonly Plot[];

/**
 * A plot for each of `count` tickets: in the shares of the table, each plot once at least when there are tickets
 * enough, in an order that the seed decides.
 */
export function allotPlots(count: number, seed: string): Plot[] {
  const drawn = PLOT_NAMES.filter((plot) => PLOTS[plot].weight > 0);
  const total = drawn.reduce((sum, plot) => sum + PLOTS[plot].weight, 0);
  const floor = count >= drawn.length ? 1 : 0;
  const shares = drawn.map((plot) => ({ plot, exact: (count * PLOTS[plot].weight) / total }));
  const allotted = new Map(shares.map(({ plot, exact }) => [plot, Math.max(floor, Math.floor(exact))]));
  let left = count - [...allotted.values()].reduce((sum, one) => sum + one, 0);
  const byRemainder = shares.toSorted((a, b) => (b.exact % 1) - (a.exact % 1));
  for (let turn = 0; left > 0; turn += 1) {
    const { plot } = byRemainder[turn % byRemainder.length] ?? { plot: 'prompt' as const };
    allotted.set(plot, (allotted.get(plot) ?? 0) + 1);
    left -= 1;
  }
  // What the rare plots were given beyond their share comes from the common one.
  if (left < 0) allotted.set('prompt', (allotted.get('prompt') ?? 0) + left);
  const chance = chanceOf(`${seed}:plots`);
  const plots = [...allotted].flatMap(([plot, times]) => Array.from({ length: Math.max(0, times) }, () => plot));
  return shuffled(chance, 'order', plots).slice(0, count);
}
