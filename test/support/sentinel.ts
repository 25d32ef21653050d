import { createSealing } from '../../storage/secrets/sealing.js';
import { createSentinelSteps } from '../../storage/sentinel/sentinel-step.js';
import { createWatchedTickets } from '../../storage/sentinel/watched-tickets.js';
import type { ApiWorld } from './api-world.js';
import { feedSettled } from './feed-settled.js';

/** The sentinel of a world, of one process: `look` until nothing is left. Another one holds nothing yet. */
export function sentinelOf(world: ApiWorld): { look(): Promise<void> } {
  const sealing = createSealing(world.masterKey);
  const tickets = createWatchedTickets(world.database.pool, sealing, (phone) => phone);
  const steps = createSentinelSteps(world.database.pool, tickets, 'city');
  return {
    async look() {
      while ((await steps.step(world.now(), await world.reference.current())).more);
    },
  };
}

let nth = 0;
/** So many people call about one outage, and it is in the feed. */
export async function outageAt(world: ApiWorld, area: string, citizens: number): Promise<void> {
  for (let called = 0; called < citizens; called += 1) {
    nth += 1;
    await world.register({
      ...{ classCode: '030101', urgency: 'P1', title: `${nth}栋停水`, text: `${nth}栋从早上开始停水。` },
      ...{ citizen: { name: '王小明', phone: `1380000${1_000 + nth}` }, address: { text: '汀兰路', area } },
    });
  }
  await feedSettled(world);
}

interface Raised {
  readonly place: string;
  readonly tickets: number;
  /** Counted, where the other is what the alert says. */
  readonly linked: number;
  readonly told: number;
}

export async function alertsIn({ database }: Pick<ApiWorld, 'database'>): Promise<Raised[]> {
  const { rows } = await database.pool.query<Raised>(
    `SELECT place, tickets, (SELECT count(*)::int FROM alert_ticket l WHERE l.alert_id = a.id) AS linked, told
     FROM alert a ORDER BY raised_at, id`,
  );
  return rows;
}
