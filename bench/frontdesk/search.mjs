import { judged, summary } from '../support/statistics.mjs';
import { shown } from '../support/table.mjs';
import { jsonLines } from './json-lines.mjs';

/** How a letter begins; a caller says it once, and it tells nothing. */
const GREETING =
  /^(?:\s*(?:(?:尊敬的|敬爱的)?[^，。,：:；！!]{0,12}(?:书记|市长|领导|局长|县长|区长)们?(?:您|你)?们?好?|(?:您|你)们?好|网友[^，。：]{0,10})[\s，。,：:；！!、]*)+/u;
/** As much of what is said as somebody has typed when the search is asked; shorter ones are left out. */
const TYPED = [40, 20];
const FEWEST = 20;
const LIMIT = 10;
const MANY = 50_000;
const ASKED_OF_MANY = 2_000;
const MB = 2 ** 20;

/**
 * An entry is a title with the department's reply; it is asked for by how the citizen began to tell the matter, which
 * stands in neither.
 */
export function measureSearch({ product, data, say }) {
  const rows = jsonLines(data, 'replies.jsonl');
  const entries = rows.map(({ title, reply }, at) => ({ at, asked: [title], answer: reply }));
  const spoken = rows.map(({ body }, at) => ({ at, said: body.trim().replace(GREETING, '').trim() }));
  const part = partOf(product, entries);
  const quality = Object.fromEntries(TYPED.map((typed) => [typed, qualityAt(product, part, spoken, typed)]));

  say(`  ${entries.length} entries; now ${MANY} of the same words…`);
  const many = Array.from({ length: MANY }, (_, at) => mixed(rows, at));
  globalThis.gc?.();
  const before = heldMb();
  const startedAt = performance.now();
  const large = partOf(product, many);
  const buildMs = performance.now() - startedAt;
  globalThis.gc?.();
  const heldAtMany = heldMb() - before;
  const ms = spoken.slice(0, ASKED_OF_MANY).map(({ said }) => {
    const askedAt = performance.now();
    ask(product, large, [...said].slice(0, TYPED[0]).join(''));
    return performance.now() - askedAt;
  });
  const latency = summary(ms);
  const targets = [
    judged('recall at 1, 40 characters', quality[40].at1, { atLeast: 0.72 }),
    judged('recall at 10, 40 characters', quality[40].at10, { atLeast: 0.88 }),
    judged('recall at 1, 20 characters', quality[20].at1, { atLeast: 0.56 }),
    judged('recall at 10, 20 characters', quality[20].at10, { atLeast: 0.74 }),
    judged(`p95 of the index at ${MANY} entries, ms`, latency.p95, { atMost: 50 }),
  ];
  return {
    rows: [
      ['typed', 'asked', 'recall at 1', 'at 5', 'at 10', 'MRR', 'strong', 'strong and right'],
      ...TYPED.map((typed) => {
        const { asked, at1, at5, at10, mrr, strong, strongRight } = quality[typed];
        return [
          `${typed} characters`,
          String(asked),
          ...[at1, at5, at10, mrr, strong, strongRight].map((v) => shown(v)),
        ];
      }),
      [`${MANY} entries, ms`, String(latency.count), `p50 ${shown(latency.p50)}`, `p95 ${shown(latency.p95)}`],
      ['index held, MB', shown(heldAtMany)],
      ['index built, s', shown(buildMs / 1000)],
    ],
    figures: { quality, entries: entries.length, many: { entries: MANY, latency, buildMs, heldMb: heldAtMany } },
    targets,
  };
}

function partOf(product, entries) {
  const builder = product.segmentBuilder();
  for (const entry of entries) builder.add(entry);
  return { segment: builder.finish(), entries };
}

function ask(product, part, question) {
  const accepts = () => true;
  return product.searchEntries([part], { question, limit: LIMIT, accepts, askedOf: ({ asked }) => asked });
}

function qualityAt(product, part, spoken, typed) {
  const places = [];
  let [strong, strongRight] = [0, 0];
  for (const { at, said } of spoken) {
    const signs = [...said];
    if (signs.length < FEWEST) continue;
    const found = ask(product, part, signs.slice(0, typed).join(''));
    const place = found.findIndex(({ entry }) => entry.at === at) + 1;
    places.push(place);
    if (found[0]?.strength !== 'strong') continue;
    strong += 1;
    if (place === 1) strongRight += 1;
  }
  const within = (limit) => places.filter((place) => place > 0 && place <= limit).length / places.length;
  const mrr = places.reduce((sum, place) => sum + (place === 0 ? 0 : 1 / place), 0) / places.length;
  return {
    asked: places.length,
    ...{ at1: within(1), at5: within(5), at10: within(LIMIT), mrr },
    ...{ strong: strong / places.length, strongRight: strong === 0 ? null : strongRight / strong },
  };
}

/** Entries of many cities: the question of one row, with the answer of another, so that no two are the same. */
function mixed(rows, at) {
  const title = rows[at % rows.length].title;
  const reply = rows[(at * 7 + Math.floor(at / rows.length) * 13) % rows.length].reply;
  return { at, asked: [title], answer: reply };
}

function heldMb() {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / MB;
}
