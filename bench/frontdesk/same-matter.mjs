import { judged, summary } from '../support/statistics.mjs';
import { shown } from '../support/table.mjs';
import { jsonLines } from './json-lines.mjs';

const DAY_MS = 86_400_000;
/** As many as the API reads: the newest that have any of the words. */
const LOOKED_AT = 200;
/** How the districts of this city are written; an operator would have chosen the one that a title names. */
const DISTRICT = /A\d+[区县市]/gu;

const NOTE = [
  '  What can be reached reads all of 180 days, and counts how rare a pair is in all that came before. The API reads the',
  `  newest ${LOOKED_AT} that have a telling word, and counts in those, for it keeps no counts. “precision”: of all who are`,
  '  shown one; “of matters”: of those who have a matter. The district is what the title names; nothing is closed here.',
].join('\n');

/**
 * Messages in the order in which they came, each beside all of 180 days before it. Counted over all that was said
 * before is what can be reached; the API reads what has the rarest words, and counts in what it read. Both ask the same
 * functions. Pairs that were judged to be near and not the same are left out.
 */
export function measureSameMatter({ product, data, say }) {
  const judgement = judgementOf(jsonLines(data, 'same-matter.jsonl'));
  const messages = jsonLines(data, 'messages.jsonl').map((row) => messageOf(product, row));
  const arms = {
    'counted over all before': overAll(product, messages),
    'as the API looks': asTheApi(product, messages),
  };
  say(NOTE);
  const figures = {};
  for (const [name, found] of Object.entries(arms)) {
    say(`  ${messages.length} messages, ${name}…`);
    figures[name] = qualityOf(product, messages, judgement, found);
  }
  const [recommended, api] = Object.values(figures);
  return {
    rows: [
      ['same matter', 'have one', 'shown', 'precision', 'of matters', 'recall at 1', 'at 3', 'ms p50', 'ms p95'],
      ...Object.entries(figures).map(([name, { have, shown: times, ...of }]) => [
        ...[name, String(have), String(times)],
        ...[of.precision, of.precisionOfMatters, of.at1, of.at3, of.ms.p50, of.ms.p95].map((value) => shown(value)),
      ]),
    ],
    figures,
    targets: [
      judged('precision of the first', recommended.precision, { atLeast: 0.9 }),
      judged('recall at 1', recommended.at1, { atLeast: 0.9 }),
      judged('precision of the first, as the API looks', api.precision, { atLeast: 0.9 }),
      judged('recall at 1, as the API looks', api.at1, { atLeast: 0.9 }),
      judged('p95 of the API’s part, ms', api.ms.p95, { atMost: 50 }),
    ],
  };
}

function messageOf(product, { id, user, title, body, time }) {
  const districts = new Set(title.match(DISTRICT) ?? []);
  const said = { title, text: body };
  return {
    ...{ id, user, said, at: Date.parse(time), tallied: product.talliedOf(said) },
    district: districts.size === 1 ? [...districts][0] : null,
  };
}

/** Which messages are of one matter, and which are so near it that nobody would say which it is. */
function judgementOf(rows) {
  const [matterOf, near] = [new Map(), new Map()];
  for (const [matter, { ids, related }] of rows.entries()) {
    for (const id of ids) matterOf.set(id, matter);
    const around = [...ids, ...related];
    for (const id of around) near.set(id, new Set([...(near.get(id) ?? []), ...around]));
  }
  return {
    has: ({ id }) => matterOf.has(id),
    same: (one, other) => matterOf.has(one.id) && matterOf.get(one.id) === matterOf.get(other.id),
    near: (one, other) => near.get(one.id)?.has(other.id) === true,
  };
}

/** How rare a pair is, is counted in every message before this one. */
function overAll(product, messages) {
  const among = new Map();
  let texts = 0;
  return (message, at) => {
    for (; texts < at; texts += 1)
      for (const pair of messages[texts].tallied.all.pairs) among.set(pair, (among.get(pair) ?? 0) + 1);
    const others = within(product, messages.slice(0, at), message);
    const likeness = product.likenessTo(message.tallied, { texts, among });
    return others.map((other) => ({ other, score: likeness(other.tallied) }));
  };
}

/** What storage does by an index, with the texts taken apart anew as the API does, which keeps none. */
function asTheApi(product, messages) {
  const holders = new Map();
  const nothing = product.countedIn([]);
  let indexed = 0;
  return (message, at, watch) => {
    for (; indexed < at; indexed += 1) {
      const { title, text } = messages[indexed].said;
      for (const word of product.wordsOfText(`${title}\n${text}`)) {
        if (!holders.has(word)) holders.set(word, []);
        holders.get(word).push(indexed);
      }
    }
    const words = watch(() => product.tellingWords(message.said, nothing));
    const places = [...new Set(words.flatMap((word) => holders.get(word) ?? []))].sort((a, b) => b - a);
    const hits = places.map((place) => messages[place]);
    const others = within(product, hits, message).slice(0, LOOKED_AT);
    return watch(() => {
      const tallied = others.map(({ said }) => product.talliedOf(said));
      const likeness = product.likenessTo(product.talliedOf(message.said), product.countedIn(tallied));
      return others.map((other, place) => ({ other, score: likeness(tallied[place]) }));
    });
  };
}

function within({ COMPARED_DAYS }, others, { at }) {
  return others.filter((other) => at - other.at <= COMPARED_DAYS * DAY_MS);
}

/** Who has no earlier one, or no matter at all, should be shown nothing: what they are shown is wrong. */
function qualityOf(product, messages, judgement, found) {
  const all = { have: 0, first: 0, amongThree: 0, ofMatter: 0, right: 0, others: 0 };
  const ms = [];
  for (const [at, message] of messages.entries()) {
    const { scored, spent } = watched((watch) => found(message, at, watch));
    ms.push(spent);
    const same = (other) => judgement.same(message, other);
    const counting = scored.filter(({ other }) => same(other) || !judgement.near(message, other));
    const best = product.sameMatters(counting.map((one) => besideOf(message, one)));
    const right = best.length > 0 && same(best[0].other);
    if (best.length > 0) all[judgement.has(message) ? 'ofMatter' : 'others'] += 1;
    if (right) all.right += 1;
    if (!messages.slice(0, at).some(same)) continue;
    all.have += 1;
    if (right) all.first += 1;
    if (best.some(({ other }) => same(other))) all.amongThree += 1;
  }
  const { have, first, amongThree, ofMatter, right, others } = all;
  return {
    ...{ have, shown: ofMatter + others, precision: right / (ofMatter + others) },
    ...{ precisionOfMatters: right / ofMatter, at1: first / have, at3: amongThree / have, ms: summary(ms) },
  };
}

/** Without the part that stands for the database, where an arm says which that is. */
function watched(run) {
  let own = 0;
  const watch = (part) => {
    const startedAt = performance.now();
    const result = part();
    own += performance.now() - startedAt;
    return result;
  };
  const startedAt = performance.now();
  const scored = run(watch);
  return { scored, spent: own > 0 ? own : performance.now() - startedAt };
}

function besideOf(message, { other, score }) {
  return {
    ...{ other, score, daysAgo: (message.at - other.at) / DAY_MS, sameCitizen: message.user === other.user },
    elsewhere: message.district !== null && other.district !== null && message.district !== other.district,
    sameOutage: false,
  };
}
