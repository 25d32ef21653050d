import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judged, summary } from '../support/statistics.mjs';
import { shown } from '../support/table.mjs';
import { jsonLines } from './json-lines.mjs';

/**
 * Sentences of one author, in the order in which they came: patterns were tuned by `tune`, and `check` is what counts.
 * Who wrote the patterns knows both, so `last` is what no pattern was widened for: it says what is to be expected of
 * words that nobody thought of, and goes to the other two as soon as somebody tunes by it.
 */
const LIST = join(import.meta.dirname, 'spoken.json');
const HALVES = ['tune', 'check', 'last'];
/** So long a text is measured, made of messages or of the list. */
const LONG = 3_000;
const ROUNDS = 200;

/** Without a folder only the own list is measured; how often hints come on written messages needs messages. */
export function measureScreening({ product, data }) {
  const list = JSON.parse(readFileSync(LIST, 'utf8'));
  const hintsIn = (title, text) => product.screeningHints({ title, text });
  const halves = Object.fromEntries(HALVES.map((half) => [half, ofHalf(list, half, hintsIn)]));
  const messages = data === undefined ? null : jsonLines(data, 'messages.jsonl');
  const written = messages === null ? null : onMessages(messages, hintsIn);
  const latency = summary(timesOf(messages?.map(({ body }) => body) ?? list.calm.map(({ said }) => said), hintsIn));
  const { check } = halves;
  return {
    rows: [
      ['own list', 'emergencies', 'found', 'with the line', 'calm', 'false'],
      ...HALVES.map((half) => {
        const { emergencies, found, withLine, calm, calmFound } = halves[half];
        return [half, String(emergencies), shown(found), shown(withLine), String(calm), shown(calmFound)];
      }),
      [`${LONG} characters, ms`, String(latency.count), `p50 ${shown(latency.p50)}`, `p95 ${shown(latency.p95)}`],
      ...(written === null ? [] : writtenRows(written)),
    ],
    figures: { halves, latency, written },
    targets: [
      judged('spoken emergencies found', check.found, { atLeast: 0.85 }),
      judged('calm sentences with an emergency', check.calmFound, { atMost: 0.15 }),
      judged(`p50 of ${LONG} characters, ms`, latency.p50, { atMost: 2 }),
      ...(written === null
        ? []
        : [
            judged('messages with an emergency', written.shares.emergencyLine, { atMost: 0.03 }),
            judged('messages with a protected matter', written.shares.protected, { atMost: 0.04 }),
          ]),
    ],
  };
}

function ofHalf(list, half, hintsIn) {
  const linesIn = (said) => hintsIn('', said).flatMap(({ kind, line }) => (kind === 'emergencyLine' ? [line] : []));
  const emergencies = list.emergencies.filter((row) => row.half === half);
  const calm = list.calm.filter((row) => row.half === half);
  const found = emergencies.map(({ said, lines }) => ({ lines, offered: linesIn(said) }));
  const share = (all, some) => some.length / all.length;
  return {
    emergencies: emergencies.length,
    found: share(
      emergencies,
      found.filter(({ offered }) => offered.length > 0),
    ),
    withLine: share(
      emergencies,
      found.filter(({ lines, offered }) => offered.some((line) => lines.includes(line))),
    ),
    calm: calm.length,
    calmFound: share(
      calm,
      calm.filter(({ said }) => linesIn(said).length > 0),
    ),
  };
}

/** On letters to a mayor hardly anything is an emergency: what is found there is what an operator is shown in vain. */
function onMessages(messages, hintsIn) {
  const found = { emergencyLine: 0, protected: 0, urgency: 0 };
  const rules = {};
  for (const { title, body } of messages) {
    const hints = hintsIn(title, body);
    for (const kind of new Set(hints.map((hint) => hint.kind))) found[kind] += 1;
    for (const { rule } of hints) rules[rule] = (rules[rule] ?? 0) + 1;
  }
  const shares = Object.fromEntries(Object.entries(found).map(([kind, count]) => [kind, count / messages.length]));
  return { messages: messages.length, shares, rules };
}

function writtenRows({ messages, shares, rules }) {
  return [
    ['messages', String(messages)],
    ...Object.entries(shares).map(([kind, share]) => [`  with ${kind}`, shown(100 * share, '%')]),
    ...Object.entries(rules)
      .sort(([, one], [, other]) => other - one)
      .map(([rule, count]) => [`  ${rule}`, String(count)]),
  ];
}

function timesOf(texts, hintsIn) {
  const all = texts.join('。').repeat(Math.ceil(LONG / texts.join('。').length) + 1);
  return Array.from({ length: ROUNDS }, (_, round) => {
    const from = (round * 977) % (all.length - LONG);
    const text = all.slice(from, from + LONG);
    // The shortest of three, for the machine does other things too.
    const times = Array.from({ length: 3 }, () => {
      const startedAt = performance.now();
      hintsIn('', text);
      return performance.now() - startedAt;
    });
    return Math.min(...times);
  });
}
