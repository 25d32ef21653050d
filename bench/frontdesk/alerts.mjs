import { judged, summary } from '../support/statistics.mjs';
import { shown } from '../support/table.mjs';
import { jsonLines } from './json-lines.mjs';

const DAY_MS = 86_400_000;
const MONTH_DAYS = 30.44;
/** How the districts of this city are written; an operator would have chosen the one that a title names. */
const DISTRICT = /A\d+[区县市]/gu;
/** Written on a board, where nobody asked for a class. */
const CHANNEL = 'web';
const MANY = 10;
/** Here no matter has so many citizens: those are told of that have nearly as many messages. */
const MANY_MESSAGES = 8;
const THREE = 3;

const NOTE = [
  '  Messages in the order in which they came; each is looked at beside those before it, as the sentinel does. An alert is',
  '  of a matter if half of what it was raised with are of it or so near it that nobody would say which it is, and two',
  '  are of it. “false”: half are of no judged matter itself; “of none near” counts out those that are of what is near.',
].join('\n');

/** Every judged matter of many citizens, and when it is told; how much is told in vain; what one message costs. */
export async function measureAlerts({ product, data, say }) {
  const matters = jsonLines(data, 'same-matter.jsonl');
  const messages = jsonLines(data, 'messages.jsonl')
    .map(messageOf)
    .sort((a, b) => a.at - b.at);
  say(`${NOTE}\n  ${messages.length} messages…`);
  const { alerts, ms } = await alertsOf(product, messages);
  const months = (messages.at(-1).at - messages[0].at) / DAY_MS / MONTH_DAYS;
  const judgedMatters = matters.map((matter) => told(matter, messages, alerts));
  const hot = judgedMatters.filter(({ citizens, size }) => citizens >= MANY || size >= MANY_MESSAGES);
  const three = judgedMatters.filter(({ citizens }) => citizens >= THREE);
  const found = three.filter(({ atMessage }) => atMessage !== null).length / three.length;
  const inVain = alerts.filter((alert) => !matters.some(({ ids }) => isOf(alert, ids)));
  const nearNone = inVain.filter((alert) => !matters.some(({ ids, related }) => isOf(alert, [...ids, ...related])));
  const latest = Math.max(...hot.map(({ atMessage }) => atMessage ?? Infinity));
  const figures = {
    ...{ messages: messages.length, months, alerts: alerts.length, hot, found, of: three.length },
    ...{ falseAMonth: inVain.length / months, nearNoneAMonth: nearNone.length / months, ms: summary(ms) },
  };
  return {
    rows: [
      ['alerts', 'citizens', 'messages', 'told at message', 'after days'],
      ...hot.map(({ name, citizens, size, atMessage, days }) => [
        ...[name.slice(0, 24), String(citizens), String(size)],
        ...[atMessage === null ? 'never' : String(atMessage), days === null ? '' : shown(days)],
      ]),
      [`${alerts.length} in ${shown(months)} months`, '', '', `${shown(figures.falseAMonth)} false a month`, ''],
      ['of none near', '', '', `${shown(figures.nearNoneAMonth)} a month`, ''],
      [`${three.length} of three or more citizens`, '', '', `${shown(found)} found`, ''],
      ['ms a message', '', '', `p50 ${shown(figures.ms.p50)}`, `p95 ${shown(figures.ms.p95)}`],
    ],
    figures,
    targets: [
      judged('a matter of ten citizens, or of eight messages, is told at message', latest, { atMost: 8 }),
      judged('false alerts a month', figures.falseAMonth, { atMost: 2 }),
      judged('matters of three citizens found', found, { atLeast: 0.5 }),
      judged('p95 of a message, ms', figures.ms.p95, { atMost: 5 }),
    ],
  };
}

function messageOf({ id, user, title, body, time }) {
  const districts = new Set(title.match(DISTRICT) ?? []);
  return {
    ...{ id, citizen: user, at: Date.parse(time), said: { title, text: body }, channel: CHANNEL },
    ...{ classCode: null, place: null, isOutage: false },
    district: districts.size === 1 ? [...districts][0] : null,
  };
}

async function alertsOf({ createWindow, watch, outcomeOf }, messages) {
  const window = createWindow();
  const [alerts, standing, ms] = [[], new Map(), []];
  for (const message of messages) {
    const startedAt = performance.now();
    window.add(message);
    const seen = await watch(message, window, () => 0);
    const { raise, join } = outcomeOf(message, seen, standing);
    ms.push(performance.now() - startedAt);
    if (raise !== null) {
      const alert = {
        alert: String(alerts.length),
        rule: raise.rule,
        raisedAt: message.at,
        with: raise.tickets,
        by: message,
      };
      alerts.push(alert);
      for (const { id } of raise.tickets) standing.set(id, [...(standing.get(id) ?? []), alert]);
    }
    const grown = join === null ? undefined : alerts[Number(join)];
    if (grown) standing.set(message.id, [...(standing.get(message.id) ?? []), grown]);
  }
  return { alerts, ms };
}

function isOf(alert, ids) {
  return alert.with.filter(({ id }) => ids.includes(id)).length * 2 >= alert.with.length;
}

/** At which of its messages a matter was told first. */
function told({ name, ids, related }, messages, alerts) {
  const own = messages.filter(({ id }) => ids.includes(id));
  const first = alerts.find(
    (alert) => isOf(alert, [...ids, ...related]) && alert.with.filter(({ id }) => ids.includes(id)).length >= 2,
  );
  return {
    ...{ name, size: own.length, citizens: new Set(own.map(({ citizen }) => citizen)).size },
    atMessage: first === undefined ? null : own.filter(({ at }) => at <= first.by.at).length,
    days: first === undefined ? null : (first.by.at - own[0].at) / DAY_MS,
  };
}
