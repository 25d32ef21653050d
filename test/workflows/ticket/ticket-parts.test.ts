import type { MasterRef } from '../../../domain/ticket/ticket.js';
import { officialCalendar, pack } from '../../domain/policy/packs.js';
import { eventually } from '../../support/eventually.js';
import { people } from '../../support/people.js';
import { describeUnlessMissing } from '../../support/skip.js';
import type { TicketLine, World } from '../../support/workflow-world.js';
import { missingTimeSkipping, openRealServer, openWorld } from '../../support/workflow-world.js';

const { operator, reviewer } = people;
const PATIENCE_MS = 30_000;

describeUnlessMissing(missingTimeSkipping, 'A request that was split', () => {
  let world: World;
  let lasting: World;
  beforeAll(async () => {
    const time = { pack: pack('default'), calendar: () => officialCalendar };
    world = await openWorld({ ...time, name: 'parts' });
    lasting = await openWorld({ ...time, name: null, server: openRealServer });
  }, 120_000);
  afterAll(async () => {
    await world.close();
    await lasting.close();
  }, 60_000);

  const refTo = ({ id, handle }: TicketLine): MasterRef => ({
    id,
    number: `N-${id.slice(-3)}`,
    workflowId: handle.workflowId,
  });

  async function splitInto(
    count: number,
    options: { continueAfter?: number } = {},
    at = world,
  ): Promise<{ request: TicketLine; parts: TicketLine[]; refs: MasterRef[] }> {
    const request = await at.register(options);
    const partOf = refTo(request);
    const parts = await Promise.all(Array.from({ length: count }, () => at.register({ ...options, partOf })));
    const refs = parts.map(refTo);
    await request.tell('split', operator, { parts: refs }, { key: `split-${request.id}`, bodyHash: 'this draft' });
    return { request, parts, refs };
  }

  const becomes = (ticket: TicketLine, like: object): Promise<void> =>
    eventually(async () => expect(await ticket.state()).toMatchObject(like), PATIENCE_MS);
  const closedParts = async (request: TicketLine): Promise<boolean[] | undefined> =>
    (await request.state()).parts?.map(({ closed }) => closed);

  it('closes with the last of its parts, however each ended, and is archived in time', async () => {
    const { request, parts } = await splitInto(3);
    const [answered, declined, withdrawn] = parts as [TicketLine, TicketLine, TicketLine];
    await answered.tell('answer', operator, { text: '(sealed)' });
    await declined.tell('decline', operator, { code: 'noFact', reason: 'x' });
    await eventually(async () => expect(await closedParts(request)).toEqual([true, true, false]), PATIENCE_MS);
    expect(await request.state()).toMatchObject({ state: 'split' });
    await withdrawn.tell('withdraw', operator, { reason: 'x' });
    await becomes(request, { state: 'closed', closingCode: 'partsClosed' });
    await world.letPass('60 days');
    await eventually(async () => expect((await request.handle.describe()).status.name).toBe('COMPLETED'), PATIENCE_MS);
    const types = world.shown.events(request.id).map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('part') || type === 'archived')).toEqual([
      ...['partClosed', 'partClosed', 'partClosed', 'partsClosed', 'archived'],
    ]);
  }, 240_000);

  it('waits again for a part that is reopened, over fresh starts of both (on a server whose time does not skip)', async () => {
    const { request, parts } = await splitInto(2, { continueAfter: 1 }, lasting);
    const [first, second] = parts as [TicketLine, TicketLine];
    await first.tell('answer', operator, { text: '(sealed)' });
    await second.tell('answer', operator, { text: '(sealed)' });
    await becomes(request, { state: 'closed' });
    await second.tell('reopen', reviewer, { reason: 'x' });
    await becomes(request, { state: 'split', closingCode: null });
    await second.tell('withdraw', operator, { reason: 'x' });
    await becomes(request, { state: 'closed', closingCode: 'partsClosed' });
  }, 240_000);

  it('was split once, and knows by which draft, whoever asks again', async () => {
    const { request, refs } = await splitInto(2);
    const again = { key: `split-${request.id}`, bodyHash: 'another draft' };
    const other = refs.map((ref) => ({ ...ref, id: `${ref.id}x` }));
    expect(await request.tell('split', operator, { parts: other }, again)).toMatchObject({ bodyHash: 'this draft' });
    const { code } = await request.refusal('split', operator, { parts: refs });
    expect(code).toBe('illegal-transition');
    expect((await request.state()).parts?.map(({ id }) => id)).toEqual(refs.map(({ id }) => id));
  }, 240_000);
});
