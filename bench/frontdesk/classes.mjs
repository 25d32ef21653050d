import { judged, summary } from '../support/statistics.mjs';
import { shown } from '../support/table.mjs';
import { jsonLines } from './json-lines.mjs';

const FOLDS = 5;
/** As much as a caller has said when the first class is offered. */
const FIRST_SIGNS = 15;
/** A text of a ticket stands for one of these, so a gram is kept only where so many have it. */
const FEWEST_TEXTS = 5;
/** One of so many is kept back, and tells how sure the model may be. */
const ONE_HELD_OUT_OF = 10;
const SEED = 20_261_201;
const JOINING = ['另外', '还有就是', '此外', '顺便'];
const LONGEST_CLAUSE = 120;

/** Texts whose class is known: of five parts each is asked once of a model that the other four taught. */
export function measureClasses({ product, data, say }) {
  const random = product.seededChance(SEED);
  const rows = shuffled(
    jsonLines(data, 'labelled.jsonl').map(({ text, category }) => ({ text, code: category })),
    random,
  );
  const [whole, short, times, sizes, learning] = [[], [], [], [], []];
  let several = null;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const asked = rows.filter((_, at) => at % FOLDS === fold);
    const others = rows.filter((_, at) => at % FOLDS !== fold);
    const heldOut = others.filter((_, at) => at % ONE_HELD_OUT_OF === 0);
    const taught = others.filter((_, at) => at % ONE_HELD_OUT_OF !== 0);
    const startedAt = performance.now();
    const learnt = product.learnClasses(taught, { random, fewestTexts: FEWEST_TEXTS });
    const file = product.withTemperature(learnt, heldOut);
    learning.push((performance.now() - startedAt) / 1000);
    sizes.push(JSON.stringify(file).length);
    const model = product.classModelOf(file);
    whole.push(...product.answersOf(model, asked, file.temperature));
    short.push(...product.answersOf(model, asked.map(beginning), file.temperature));
    for (const { text } of asked) {
      const askedAt = performance.now();
      model.classify(text);
      times.push(performance.now() - askedAt);
    }
    if (fold === 0) several = severalIn(product, model, asked, data);
    say(`  part ${fold + 1} of ${FOLDS}: learnt in ${learning.at(-1).toFixed(1)} s`);
  }
  const [quality, early] = [product.qualityOf(whole), product.qualityOf(short)];
  const latency = summary(times);
  const size = Math.max(...sizes) / 2 ** 20;
  return {
    rows: [
      ['', 'texts', 'first', 'in three', 'macro F1', 'calibration error', 'covered at .95'],
      ['whole', ...rowOf(quality)],
      [`first ${FIRST_SIGNS} characters`, ...rowOf(early)],
      ['two matters with a joining word, found', String(several.joined), shown(several.found)],
      ['messages that seem to be several', String(several.messages), shown(several.parted)],
      ['one text, ms', String(latency.count), `p50 ${shown(latency.p50)}`, `p95 ${shown(latency.p95)}`],
      ['model, MB', shown(size)],
      ['learnt in, s', shown(summary(learning).p50)],
    ],
    figures: { quality, early, several, latency, megabytes: size, learntInSeconds: learning },
    targets: [
      judged('first class right', quality.top1, { atLeast: 0.91 }),
      judged('right among three', quality.top3, { atLeast: 0.99 }),
      judged('macro F1', quality.macroF1, { atLeast: 0.9 }),
      judged(`first class right after ${FIRST_SIGNS} characters`, early.top1, { atLeast: 0.83 }),
      judged('calibration error', quality.calibrationError, { atMost: 0.04 }),
      judged('covered at a precision of .95', quality.coverageAt95, { atLeast: 0.85 }),
      judged('two matters with a joining word, found', several.found, { atLeast: 0.8 }),
      judged('ordinary messages that seem to be several', several.parted, { atMost: 0.12 }),
      judged('size of the model, MB', size, { atMost: 1 }),
      judged('p95 of one text, ms', latency.p95, { atMost: 5 }),
    ],
  };
}

/** Two texts of different classes made one call, and messages as people wrote them, hardly any of which are several. */
function severalIn(product, { classify }, texts, data) {
  const pairs = texts.slice(0, -1).flatMap(({ text, code }, at) => {
    const other = texts[at + 1];
    return other.code === code ? [] : [`${clause(text)}。${JOINING[at % JOINING.length]}${clause(other.text)}`];
  });
  const share = (all) => all.filter((text) => product.severalMatters(text, classify).length > 1).length / all.length;
  const messages = jsonLines(data, 'messages.jsonl').map(({ body }) => body);
  return { joined: pairs.length, found: share(pairs), messages: messages.length, parted: share(messages) };
}

function clause(text) {
  return [...text].slice(0, LONGEST_CLAUSE).join('');
}

function rowOf({ texts, top1, top3, macroF1, calibrationError, coverageAt95 }) {
  return [String(texts), ...[top1, top3, macroF1, calibrationError, coverageAt95].map((value) => shown(value))];
}

function beginning({ text, code }) {
  return { text: [...text].slice(0, FIRST_SIGNS).join(''), code };
}

function shuffled(rows, random) {
  const all = [...rows];
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [all[at], all[other]] = [all[other], all[at]];
  }
  return all;
}
