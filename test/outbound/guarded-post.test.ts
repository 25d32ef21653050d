import type { ServerResponse } from 'node:http';
import { allowedTargets } from '../../outbound/allowed-targets.js';
import { createGuardedPost, type PostResult } from '../../outbound/guarded-post.js';
import { createTargetGuard, type Resolve } from '../../outbound/target-guard.js';
import { openReceiver, type Receiver } from '../support/receiver.js';

const LOOPBACK = ['127.0.0.1'];
/** For what answers; what never does is given up soon. */
const PATIENT_MS = 60_000;
const SOON_MS = 400;
let receiver: Receiver;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

const atOnce: Resolve = () => Promise.resolve(LOOPBACK);

function posting(
  address: string,
  options: { allowed?: readonly string[]; resolve?: Resolve; deadlineMs?: number } = {},
) {
  const { allowed = LOOPBACK, resolve = atOnce, deadlineMs = PATIENT_MS } = options;
  const post = createGuardedPost(createTargetGuard(allowedTargets(allowed), resolve), Date.now, deadlineMs);
  return (): Promise<PostResult> =>
    post(address, { headers: { 'content-type': 'application/json' }, body: '{"a":"水"}' });
}

describe('a guarded call', () => {
  it('sends the whole body under its own name, and keeps the beginning of the answer', async () => {
    receiver.behave(
      (_message, response) => void response.writeHead(200).end(`ok\r\nfake: line\u001b[31m ${'x'.repeat(900)}`),
    );
    const result = await posting(`http://receiver.example:${receiver.port}/hook`)();
    expect(result).toMatchObject({ status: 200, error: null });
    expect(result.answer).toMatch(/^ok fake: line \[31m x+$/);
    expect(result.answer).toHaveLength(500);
    expect(receiver.received[0]).toMatchObject({
      body: '{"a":"水"}',
      headers: { host: `receiver.example:${receiver.port}`, 'content-length': '11' },
    });
  });

  it.each([
    [302, 'redirect'],
    [307, 'redirect'],
    [404, 'http-status'],
    [500, 'http-status'],
  ])('does not take %i for an answer: %s', async (status, error) => {
    receiver.behave((_message, response) => void response.writeHead(status, { location: receiver.url }).end());
    expect(await posting(receiver.url)()).toMatchObject({ status, error });
    // A redirect is not followed.
    expect(receiver.received).toHaveLength(1);
  });

  it.each([
    ['says nothing', () => undefined],
    [
      'trickles its answer for ever',
      (_message: unknown, response: ServerResponse) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write('.'), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ] as const)('gives up on a receiver that %s', async (_what, behaviour) => {
    receiver.behave(behaviour);
    // Such a receiver never comes to an end: whoever waited for it would wait as long as the test may.
    expect(await posting(receiver.url, { deadlineMs: SOON_MS })()).toMatchObject({ error: 'timeout' });
  });

  it('reads no more of a flood than it must', async () => {
    let sent = 0;
    receiver.behave((_message, response) => {
      response.writeHead(200);
      const pour = (): void => {
        while (sent < 200_000_000 && !response.destroyed && response.write('y'.repeat(65_536))) sent += 65_536;
      };
      response.on('drain', pour);
      pour();
    });
    expect(await posting(receiver.url)()).toMatchObject({ status: 200, error: null });
    expect(sent).toBeLessThan(20_000_000);
  });

  it('does not wait for a resolver that never answers', async () => {
    const resolve: Resolve = () => new Promise(() => undefined);
    const post = posting('https://receiver.example/', { allowed: [], resolve, deadlineMs: SOON_MS });
    expect(await post()).toMatchObject({ status: null, error: 'timeout' });
  });

  it('does not call a name that has turned private since it was registered', async () => {
    const answers = [['93.184.215.14'], LOOPBACK];
    const resolve: Resolve = () => Promise.resolve(answers.shift() ?? []);
    const address = `https://receiver.example:${443}/hook`;
    const guard = createTargetGuard(allowedTargets([]), resolve);
    expect((await guard.admit(address)).addresses).toEqual(['93.184.215.14']);
    const post = createGuardedPost(guard, Date.now, PATIENT_MS);
    expect(await post(address, { headers: {}, body: '' })).toMatchObject({ status: null, error: 'private' });
    expect(receiver.received).toEqual([]);
  });

  it('connects to the address that was looked at, whatever the name says a moment later', async () => {
    let asked = 0;
    const resolve: Resolve = () => {
      asked += 1;
      return Promise.resolve(asked === 1 ? LOOPBACK : ['192.0.2.1']);
    };
    expect(await posting(`http://receiver.example:${receiver.port}/`, { resolve })()).toMatchObject({ error: null });
    expect(asked).toBe(1);
  });

  it('says so when nobody listens', async () => {
    await receiver.close();
    expect(await posting(receiver.url)()).toMatchObject({ status: null, error: 'connection', answer: '' });
    receiver = await openReceiver();
  });
});
