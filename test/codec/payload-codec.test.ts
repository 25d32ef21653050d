import { randomBytes } from 'node:crypto';
import type { Payload, SerializationContext } from '@temporalio/common';
import { bind, UNBOUND, whyRefused } from '../../codec/bound-message.js';
import { EncryptionCodec } from '../../codec/payload-codec.js';
import { RECONCILE_SCHEDULE } from '../../workflows/reconcile/reconcile-messages.js';
import { sealedUnbound } from '../support/sealed-unbound.js';

const KEY = { id: 'k1', key: randomBytes(32) };
const SAID: Payload = {
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from(JSON.stringify('井盖碎了')),
};
const ticket = (id: string, namespace = 'huiying'): SerializationContext => ({
  type: 'workflow',
  namespace,
  workflowId: `ticket-${id}`,
});
const activity = (activityId: string): SerializationContext => ({
  type: 'activity',
  namespace: 'huiying',
  workflowId: 'ticket-a',
  activityId,
  isLocal: false,
});

describe('What passes through Temporal', () => {
  const codec = new EncryptionCodec(KEY);
  const sealed = async (context?: SerializationContext): Promise<Payload> => only(await codec.encode([SAID], context));
  const text = (payload: Payload): unknown => JSON.parse(Buffer.from(payload.data ?? []).toString());
  const opened = async (payload: Payload, context?: SerializationContext): Promise<unknown> =>
    text(only(await codec.decode([payload], context)));

  it('opens where it was sealed for, and shows nothing of itself before', async () => {
    const payload = await sealed(ticket('a'));
    expect(Buffer.from(payload.data ?? []).toString('latin1')).not.toContain(Buffer.from('井盖').toString('latin1'));
    expect(await opened(payload, ticket('a'))).toBe('井盖碎了');
  });

  it.each([
    ['another ticket', ticket('b')],
    ['the same ticket of another namespace', ticket('a', 'elsewhere')],
    ['an activity of the ticket', activity('1')],
    ['nothing at all', undefined],
  ])('does not open for %s', async (_, context) => {
    await expect(opened(await sealed(ticket('a')), context)).rejects.toMatchObject({ why: 'not-for-this' });
  });

  it('does not open for another activity of the same workflow', async () => {
    const payload = await sealed(activity('1'));
    expect(await opened(payload, activity('1'))).toBe('井盖碎了');
    await expect(opened(payload, activity('2'))).rejects.toMatchObject({ why: 'not-for-this' });
  });

  it('opens for no ticket when it was sealed for nothing, as the failure of a whole task is', async () => {
    await expect(opened(await sealed(), ticket('a'))).rejects.toMatchObject({ why: 'not-for-this' });
  });

  it('is handed from one run of a Schedule to the next', async () => {
    const run = (at: string): SerializationContext => ({
      type: 'workflow',
      namespace: 'huiying',
      workflowId: `${RECONCILE_SCHEDULE}-${at}`,
    });
    expect(await opened(await sealed(run('2026-11-28T10:00:00Z')), run('2026-11-28T10:05:00Z'))).toBe('井盖碎了');
    await expect(opened(await sealed(run('2026-11-28T10:00:00Z')), ticket('a'))).rejects.toThrow();
  });

  it('is not read when nobody sealed it', async () => {
    await expect(opened(SAID, ticket('a'))).rejects.toMatchObject({ why: 'not-sealed' });
    await expect(opened({}, ticket('a'))).rejects.toMatchObject({ why: 'not-sealed' });
  });

  it.each([0, 12, 20])('is not read when its byte %i was changed', async (place) => {
    const payload = await sealed(ticket('a'));
    const data = Buffer.from(payload.data ?? []);
    data[place] = (data[place] ?? 0) ^ 1;
    await expect(opened({ ...payload, data }, ticket('a'))).rejects.toMatchObject({ why: 'not-for-this' });
  });

  it('is not read when it is cut off', async () => {
    const payload = await sealed(ticket('a'));
    await expect(opened({ ...payload, data: Buffer.from('short') }, ticket('a'))).rejects.toMatchObject({
      why: 'not-for-this',
    });
    const { metadata } = payload;
    await expect(opened(metadata ? { metadata } : {}, ticket('a'))).rejects.toMatchObject({ why: 'not-for-this' });
  });

  it('tells a key that is missing from a payload that is forged, under the same id too', async () => {
    const other = new EncryptionCodec({ id: KEY.id, key: randomBytes(32) });
    const payload = only(await other.encode([SAID], ticket('a')));
    await expect(opened(payload, ticket('a'))).rejects.toMatchObject({ why: 'unknown-key' });
    const both = new EncryptionCodec({ id: 'k2', key: randomBytes(32) }, [KEY]);
    expect(text(only(await both.decode([await sealed(ticket('a'))], ticket('a'))))).toBe('井盖碎了');
  });

  it('says of what an earlier version sealed that it was bound to nothing', async () => {
    const [payload] = await codec.decode([sealedUnbound(KEY, SAID)], ticket('b'));
    expect(payload?.metadata).toHaveProperty(UNBOUND);
    expect(text(payload ?? {})).toBe('井盖碎了');
  });

  it('never fails a task of a workflow: what is refused is marked, and the rest is read', async () => {
    const marking = codec.forWorkflows();
    const good = await sealed(ticket('a'));
    const moved = await sealed(ticket('b'));
    const payloads = await marking.decode([SAID, good, moved], ticket('a'));
    expect(payloads.map((one) => whyRefused(text(one)) ?? text(one))).toEqual([
      'not-sealed',
      '井盖碎了',
      'not-for-this',
    ]);
  });

  describe('while an API of before asks a worker of now', () => {
    const MESSAGE: Payload = {
      metadata: { encoding: Buffer.from('json/plain') },
      data: Buffer.from(JSON.stringify(bind('signal nudge', ['井盖碎了'])[0])),
    };
    const encodingOf = ({ metadata }: Payload): string => Buffer.from(metadata?.['encoding'] ?? []).toString();
    const answered = async (worker: EncryptionCodec, payload = SAID, id = 'a'): Promise<string> =>
      encodingOf(only(await worker.encode([payload], ticket(id))));
    const [BEFORE, NOW] = ['binary/encrypted', 'binary/huiying-sealed'];

    it('answers in the form in which it was asked, which clients of now read too', async () => {
      const worker = codec.forWorkflows();
      expect(await answered(worker)).toBe(NOW);
      await worker.decode([sealedUnbound(KEY, SAID)], ticket('a'));
      expect([await answered(worker), await answered(worker, SAID, 'b')]).toEqual([BEFORE, NOW]);
      expect(await opened(only(await worker.encode([SAID], ticket('a'))), ticket('a'))).toBe('井盖碎了');
    });

    it('binds what a workflow says itself all the same', async () => {
      const worker = codec.forWorkflows();
      await worker.decode([sealedUnbound(KEY, SAID)], ticket('a'));
      expect(await answered(worker, MESSAGE)).toBe(NOW);
    });

    it('answers a forged question of that form as ever, and binds again a minute after the last true one', async () => {
      let now = Date.now();
      const worker = new EncryptionCodec(KEY, [], 'mark', () => now);
      const forged = { ...sealedUnbound(KEY, SAID), data: randomBytes(60) };
      await worker.decode([forged], ticket('a'));
      expect(await answered(worker)).toBe(NOW);
      await worker.decode([sealedUnbound(KEY, SAID)], ticket('a'));
      expect(await answered(worker)).toBe(BEFORE);
      now += 61_000;
      expect(await answered(worker)).toBe(NOW);
    });
  });
});

function only(payloads: readonly Payload[]): Payload {
  const [payload, ...more] = payloads;
  if (!payload || more.length > 0) throw new Error('One payload was expected.');
  return payload;
}
