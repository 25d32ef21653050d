import { createHotlineClient, newTicket } from '../support/hotline-client.mjs';

const AT_ONCE = 8;
const NOTE = '已到现场查看，管网压力正常，二次供水泵房有沉积物，正在联系物业清洗水箱并取样送检。';

/** So many things owed by the water bureau, and one ticket of so many events. */
export async function fillDesk({ port, accounts, say }, { owed, events }) {
  const hotline = createHotlineClient({ port, accounts });
  const water = hotline.keyOf('handler', 'water');
  async function dispatched(nth) {
    const { id, etag } = await hotline.register({ ...newTicket('phone', nth), classCode: '030102' });
    const accepted = await hotline.command(id, 'accept', { apiKey: hotline.keyOf('operator'), body: {}, etag });
    const body = { unit: 'water', reason: '供水水质由水务部门负责' };
    return {
      id,
      etag: await hotline.command(id, 'dispatch', { apiKey: hotline.keyOf('dispatcher'), body, etag: accepted }),
    };
  }
  const ids = [];
  await inLanes(owed, async (nth) => {
    ids.push((await dispatched(nth)).id);
    if (ids.length % 250 === 0) say(`  ${ids.length} tickets are owed`);
  });
  const long = await dispatched(owed);
  let etag = await hotline.command(long.id, 'acknowledge', { apiKey: water, body: {}, etag: long.etag });
  // Registered, accepted, dispatched, acknowledged.
  for (let nth = 4; nth < events; nth += 1) {
    etag = await hotline.command(long.id, 'recordContact', { apiKey: water, body: { note: NOTE }, etag });
  }
  return { ids, long: long.id, hotline };
}

/** Each changes one ticket of the list. */
export async function change({ port, hotline }, ids) {
  const operator = hotline.keyOf('operator');
  await inLanes(ids.length, async (nth) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/tickets/${ids[nth]}/supplements`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${operator}`,
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
      },
      body: JSON.stringify({ text: `今天水压又低了，第${nth}次来电。` }),
    });
    if (!response.ok) throw new Error(`A change was answered ${response.status}.`);
    await response.arrayBuffer();
  });
}

async function inLanes(count, each) {
  let next = 0;
  const lane = async () => {
    while (next < count) await each(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
