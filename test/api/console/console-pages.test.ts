import { request } from 'node:http';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';

describe('the page of the console', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await createApiWorld();
  });
  afterAll(() => world.close());

  const nonceIn = (policy: string | null): string | undefined => /'nonce-([\w-]{22})'/.exec(policy ?? '')?.[1];

  it('lets in nothing from elsewhere, and no style that does not carry the nonce of this very answer', async () => {
    const pages = [await world.get('/console/', null), await world.get('/console/', null)];
    const [nonce, another] = pages.map(({ headers }) => nonceIn(headers.get('content-security-policy')));
    expect(nonce).not.toBe(another);
    expect(pages[0]?.headers.get('content-security-policy')).toBe(
      [
        "default-src 'none'",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
        "img-src 'self' blob: data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ].join('; '),
    );
    expect(pages[0]?.text).toContain(`nonce="${nonce}"`);
    expect(pages[0]?.headers.get('cache-control')).toBe('no-store');
  });

  it('is the same page at every place of it, and its files are kept for ever', async () => {
    const deep = await world.get('/console/tickets/20261128-000042?x=1', null);
    expect([deep.status, deep.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const files = [...deep.text.matchAll(/"(\/console\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(files.some((path) => path.endsWith('.js')) && files.some((path) => path.endsWith('.css'))).toBe(true);
    for (const path of files) {
      const file = await world.get(path, null);
      expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    }
  });

  it('sends files packed to who takes that, and as they are to everybody else', async () => {
    const { text } = await world.get('/console/', null);
    const [, path = ''] = /"(\/console\/assets\/[^"]+\.js)"/.exec(text) ?? [];
    const [packed, plain] = [await sizeOf(path, 'gzip'), await sizeOf(path, 'identity')];
    expect([packed.encoding, plain.encoding]).toEqual(['gzip', undefined]);
    expect(packed.bytes * 2).toBeLessThan(plain.bytes);
  });

  it.each(['/console/assets/none.js', '/console/assets/..%2Findex.html', '/console/assets/%2e%2e%2f.made-of'])(
    'has nothing at %s',
    async (path) => {
      const reply = await world.get(path, null);
      expect([reply.status, reply.body.code]).toEqual([404, 'not-found']);
    },
  );

  /** As it goes over the line: `fetch` would unpack it. */
  function sizeOf(path: string, accepted: string): Promise<{ bytes: number; encoding: string | undefined }> {
    return new Promise((resolve, reject) => {
      const asked = request(`${world.base}${path}`, { headers: { 'Accept-Encoding': accepted } }, (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => (bytes += chunk.length));
        response.on('end', () => resolve({ bytes, encoding: response.headers['content-encoding'] }));
      });
      asked.once('error', reject).end();
    });
  }
});
