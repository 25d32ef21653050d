import { existsSync } from 'node:fs';
import { keepFacts } from '../left-alone/keep.mjs';
import { machineFacts, machineLine } from '../support/machine.mjs';
import { rounded } from '../support/output.mjs';
import { loadProduct } from '../support/product.mjs';
import { table, verdicts } from '../support/table.mjs';
import { measureAlerts } from './alerts.mjs';
import { measureClasses } from './classes.mjs';
import { measureSameMatter } from './same-matter.mjs';
import { measureScreening } from './screening.mjs';
import { measureSearch } from './search.mjs';

/**
 * Each part measures one thing that the front desk is offered, on texts of real people beside what was judged of them.
 * It is handed the product, the folder and a way to say how far it is, and returns `rows` for a table (the first one is
 * its heading), `figures` to keep, and `targets`. Those with a list of their own measure something without a folder.
 */
const PARTS = {
  search: { measure: measureSearch, needsData: true },
  'same-matter': { measure: measureSameMatter, needsData: true },
  alerts: { measure: measureAlerts, needsData: true },
  classes: { measure: measureClasses, needsData: true },
  screening: { measure: measureScreening, needsData: false },
};

export const FRONT_DESK_PARTS = Object.keys(PARTS);
export const PARTS_WITHOUT_DATA = FRONT_DESK_PARTS.filter((part) => !PARTS[part].needsData);

/** @param {{ data?: string, parts: string[], json: boolean, out: string, date?: string }} options */
export async function benchFrontDesk(options) {
  const { data, parts } = options;
  if (data !== undefined && !existsSync(data)) throw new Error(`There is no folder ${data}.`);
  const product = await loadProduct();
  const machine = await machineFacts({ temporalCliVersion: 'none', date: options.date });
  const say = options.json ? () => undefined : (line) => console.log(line);
  say(`${machineLine(machine)}`);
  const results = { benchmark: 'frontdesk', machine, parts: {}, targets: [] };
  for (const part of parts) {
    say(`\n${part}`);
    const { rows, figures, targets } = await PARTS[part].measure({ product, data, say });
    results.parts[part] = figures;
    results.targets.push(...targets.map((target) => ({ ...target, name: `${part}: ${target.name}` })));
    say(table(rows));
  }
  say(`\n${verdicts(results.targets)}`);
  if (options.json) console.log(JSON.stringify(results, rounded));
  say(`\nWritten: ${keepFacts(options.out, 'frontdesk', results)}`);
  return results.targets.every(({ verdict }) => verdict !== 'missed');
}
