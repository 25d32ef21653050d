const NAMED = 10;
/** Events that end or go on what the event before them decided. */
const CONSEQUENCES = ['closed', 'redispatched', 'terminated'];

/** What the outside knows an event by. */
const EVENT_ID = `ticket_id::text || '/' || seq || '/' || left(hash, 12)`;
const EVENTS = `SELECT ticket_id AS ticket, seq, type, at, actor_role AS role, ${EVENT_ID} AS id FROM ticket_event ORDER BY ticket_id, seq`;
/** An earlier version told events by their place alone. */
const placeOf = (id) => id.split('/').slice(0, 2).join('/');
const isTold = (told, id) => told !== undefined && (told.has(id) || told.has(placeOf(id)));
const TICKETS = `SELECT id, number, version, state, kind, channel, workflow_started_at IS NOT NULL AS started FROM ticket`;

/**
 * What was promised to callers and receivers, beside what the record says. Each check: how many it looked at, and what
 * it found. `standing`: those that stay open while all others end; `null`: all stay where they are.
 */
export async function checkRecord(pool, { acknowledged, receiver, standing }) {
  const tickets = (await pool.query(TICKETS)).rows;
  const events = groupedBy((await pool.query(EVENTS)).rows, ({ ticket }) => ticket);
  const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const registrations = acknowledged.filter(({ act }) => act === 'register');
  const acts = acknowledged.filter(({ act }) => act !== 'register' && act !== null);
  const checks = [];
  const check = (name, looked, found) =>
    checks.push({ check: name, looked, found: found.length, examples: found.slice(0, NAMED) });

  check(
    'every acknowledged registration is in the record',
    registrations.length,
    registrations.filter(({ ticket }) => !byId.has(ticket)).map(({ ticket }) => `${ticket} is gone`),
  );
  const once = new Set(registrations.map(({ ticket }) => ticket));
  check('no registration was done twice', tickets.length, [
    ...registrations
      .filter(({ ticket }, index) => registrations.findIndex((one) => one.ticket === ticket) !== index)
      .map(({ ticket }) => `${ticket} answers two keys`),
    ...tickets.filter(({ id }) => !once.has(id)).map(({ number }) => `${number} was never acknowledged`),
  ]);

  const numbers = new Map(tickets.map(({ id, number }) => [number, id]));
  const asked = groupedBy(acts, ({ ticket, number }) => ticket ?? numbers.get(number) ?? 'unknown');
  check(
    'every acknowledged act is in the record exactly once',
    acts.length,
    tickets.flatMap(({ id, number }) => {
      const given = asked.get(id) ?? [];
      const recorded = (events.get(id) ?? []).filter(isAct).length;
      return recorded === given.length
        ? []
        : [
            `${number}: ${given.length} acts acknowledged (${given.map(({ act }) => act).join(', ')}), ${recorded} recorded (${(events.get(id) ?? []).map(({ role, type }) => `${role}:${type}`).join(', ')})`,
          ];
    }),
  );
  check(
    'events have no gap and end at the version that is shown',
    [...events.values()].reduce((sum, those) => sum + those.length, 0),
    tickets.flatMap(({ id, number, version }) => {
      const seqs = (events.get(id) ?? []).map(({ seq }) => seq);
      return seqs.length === version && seqs.every((seq, index) => seq === index + 1)
        ? []
        : [`${number}: events ${seqs.join(' ')} at version ${version}`];
    }),
  );
  const waits = new Set(standing ?? []);
  check(
    'nothing is stuck',
    tickets.length,
    tickets
      .filter(({ id, kind, started }) => !started || (standing !== null && kind !== (waits.has(id) ? 'open' : 'end')))
      .map(({ number, state, started }) => `${number} is ${state}${started ? '' : ', its workflow was never started'}`),
  );
  check(
    'webhooks: no id with two contents, each signed, each ticket in order',
    receiver.counts.messages,
    receiver.wrong,
  );
  check(
    'webhooks: every event came, and what never happened was taken back',
    receiver.kept.size,
    tickets.flatMap(({ id, number }) => {
      const happened = new Set((events.get(id) ?? []).map((event) => event.id));
      const places = new Set([...happened].map(placeOf));
      const told = receiver.kept.get(id) ?? new Map();
      return [
        ...[...happened].filter((event) => !isTold(told, event)).map((event) => `${number}: ${event} never came`),
        ...[...told.keys()]
          .filter((event) => !happened.has(event) && !(event === placeOf(event) && places.has(event)))
          .map((event) => `${number}: ${event} never happened`),
      ];
    }),
  );
  return checks;
}

/** Whether everything that was going to happen has happened, and was told. */
export async function isQuiet(pool, receiver, standing) {
  const open = await pool.query(
    `SELECT count(*)::int AS many FROM ticket WHERE kind <> 'end' AND id <> ALL($1::uuid[])`,
    [standing],
  );
  const happened = (await pool.query(`SELECT ticket_id AS ticket, ${EVENT_ID} AS id FROM ticket_event`)).rows;
  const late = happened.filter(({ ticket, id }) => !isTold(receiver.kept.get(ticket), id)).length;
  return { quiet: open.rows[0].many === 0 && late === 0, open: open.rows[0].many, late };
}

/**
 * One event of a person for each act. What it brings about is the clock's, or stands in the same instant right after
 * it.
 */
function isAct({ role, type, at }, index, those) {
  const before = those[index - 1];
  if (role === 'clock' || before === undefined) return false;
  return !(CONSEQUENCES.includes(type) && before.role === role && before.at.getTime() === at.getTime());
}

function groupedBy(list, keyOf) {
  const groups = new Map();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
