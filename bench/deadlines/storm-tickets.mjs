import { randomUUID } from 'node:crypto';

/** In each storm so many emergencies, and so many tickets whose date was promised to a citizen. */
const URGENT = 20;
const PROMISED = 20;

/**
 * Registers tickets as the API does, but so that all are due at one instant: under a pack of the benchmark's own, whose
 * accept clock runs out then and has one rung.
 */
export function createStormTickets(stack, product) {
  const { pool } = stack;
  const store = product.createTicketStore(pool);
  const sealing = product.createSealing(stack.masterKey);
  const reference = product.createReferenceData(pool, Date.now);

  async function packFor(seconds, rules) {
    const version = randomUUID();
    await pool.query(
      `INSERT INTO policy_pack (code, version, data)
       SELECT 'bench', $1, data || jsonb_build_object('code', 'bench', 'version', $1::text, 'firing', $3::jsonb,
         'limits', (data->'limits') || jsonb_build_object('accept', jsonb_build_object('amount', $2::int, 'unit', 'seconds')),
         'ladder', (SELECT jsonb_agg(r) FROM jsonb_array_elements(data->'ladder') r WHERE r->>'clock' <> 'accept' OR r->>'rung' = 'overdue'))
       FROM policy_pack WHERE code = 'demo'`,
      [version, seconds, JSON.stringify(rules)],
    );
    const data = await reference.refresh();
    return { data, pack: data.pack('bench', version) };
  }

  async function register({ data, pack }, { at, dueAt, together, urgent, promise }) {
    const id = store.newId();
    const calendar = data.calendarFor([]);
    const urgency = urgent && !promise ? 'P0' : 'P2';
    const said = { type: 'help', urgency, classCode: null, classFacts: null, replyWanted: true };
    const { ticket, event, dating } = product.registered(
      {
        id,
        number: await store.nextNumber(at),
        channel: 'phone',
        ...said,
        protectedMatters: [],
        identity: 'open',
        accusedUnit: null,
        calendarVersion: calendar.version,
      },
      pack,
      { id: 'bench', role: 'operator', unit: 'hotline' },
      at,
    );
    const promised = { ...dating, id: 'citizen.1', key: 'citizen', until: dueAt };
    ticket.clocks = product.dateClocks(pack, calendar, ticket, [promise ? promised : dating], () => together);
    const [sealed] = product.chain(ticket, [event]);
    ticket.lastHash = sealed.hash;
    const { dataKey, wrappedKey } = sealing.newDataKey(id);
    const empty = (part) => product.sealJson(dataKey, {}, `${part}:${id}`);
    await store.register({
      state: ticket,
      event: sealed,
      wrappedKey,
      citizenSealed: empty('citizen'),
      contentSealed: empty('content'),
      areaPath: [],
      publishable: false,
      citizenTold: true,
      searchWords: ['井盖'],
      answer: { actorId: 'bench', key: id, bodyHash: '', ticketId: id, status: 201, response: Buffer.from('-') },
    });
    // The API may have seen to it already, for who takes long.
    await stack.ticketClient.workflow.start(product.TICKET_WORKFLOW, product.ticketStart(ticket, 'tickets'));
    await store.markStarted([id]);
    const [rung] = ticket.clocks[0].rungs;
    return { id, urgent: urgent || promise, promise, place: Date.parse(rung.firesAt ?? rung.at) };
  }

  return {
    /** Each is told how many were made before it, as a worker learns from the table. */
    async under(rules, startedAt, dueAt) {
      const found = await packFor((dueAt - startedAt) / 1000, rules);
      const at = new Date(startedAt).toISOString();
      return {
        register(n, count) {
          const urgent = n > count - URGENT - PROMISED;
          const promise = n > count - PROMISED;
          const together = promise ? n - (count - PROMISED) : n - 1;
          return register(found, { at, dueAt: new Date(dueAt).toISOString(), together, urgent, promise });
        },
      };
    },
  };
}

/** Where bare timers go, to have the very same spreading. */
export function placesLike(product) {
  return (count, dueAt, rules) =>
    Array.from({ length: count }, (_, index) => {
      const rung = { rung: 'overdue', at: new Date(dueAt).toISOString(), effect: 'overdue', level: 1 };
      const among = { ticket: randomUUID(), clock: 'accept.1', key: 'accept', urgency: 'P2', together: index };
      const { firesAt } = product.placed(rung, among, rules);
      return firesAt === undefined ? dueAt : Date.parse(firesAt);
    });
}
