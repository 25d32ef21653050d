import { keepFacts } from '../left-alone/keep.mjs';
import { machineFacts } from './machine.mjs';
import { rounded } from './output.mjs';
import { loadProduct } from './product.mjs';
import { startStack } from './stack.mjs';

/**
 * A measurement of facts on the product as `npm start` runs it: brought up, measured, taken down, told and kept.
 * Answers whether no target was missed.
 * @param {string} name
 * @param {{ json: boolean, out: string, date?: string }} options
 * @param {{ env?: Record<string, string>, of: object, measure: Function, print: Function }} how
 *   `of`: by which options it was measured, kept with the results; `measure` is given the stack and where to say how
 *   far it is, and answers with the rest of the results, `targets` among them; `print` shows them to a person
 */
export async function benchOnTheStack(name, options, { env, of, measure, print }) {
  const product = await loadProduct();
  const say = options.json ? () => undefined : (line) => console.log(line);
  say('Bringing up PostgreSQL, Temporal, the worker and the API…');
  const stack = await startStack(product, { env });
  let results;
  try {
    const { temporalCliVersion } = product;
    const machine = await machineFacts({ ...stack, temporalCliVersion, date: options.date });
    results = { benchmark: name, machine, options: of, ...(await measure(stack, say)) };
  } finally {
    await stack.stop();
  }
  if (options.json) console.log(JSON.stringify(results, rounded));
  else print(results);
  say(`\nWritten: ${keepFacts(options.out, name, results)}`);
  return results.targets.every(({ verdict }) => verdict !== 'missed');
}
