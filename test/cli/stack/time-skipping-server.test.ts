import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { obtainTimeSkippingServer } from '../../../cli/stack/time-skipping-server.js';
import { describeUnlessMissing } from '../../support/skip.js';
import { missingTimeSkipping, openTimeSkipping } from '../../support/workflow-world.js';

describe('obtaining the time-skipping server', () => {
  let cache: string;

  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'huiying-cache-'));
  });
  afterEach(() => rm(cache, { recursive: true, force: true }));

  it('is taken from the cache without asking anybody', async () => {
    const folder = join(cache, 'temporal-test-server', '1.38.0', 'sdk');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'temporal-test-server-any'), '');
    const sdkDownload = () => Promise.reject(new Error('must not be asked'));
    expect(await obtainTimeSkippingServer(cache, { sdkDownload })).toEqual({
      kind: 'path',
      path: join(folder, 'temporal-test-server-any'),
    });
  });

  it('is kept for next time when the SDK can download it', async () => {
    const sdkDownload = (folder: string) => writeFile(join(folder, 'temporal-test-server-sdk'), '');
    const first = await obtainTimeSkippingServer(cache, { sdkDownload });
    expect(first.kind).toBe('path');
    expect(await obtainTimeSkippingServer(cache)).toEqual(first);
  });
});

describeUnlessMissing(missingTimeSkipping, 'the time-skipping server', () => {
  it('really skips time', async () => {
    const environment = await openTimeSkipping();
    try {
      const before = await environment.currentTimeMs();
      await environment.sleep('25 hours');
      expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(25 * 3_600_000);
    } finally {
      await environment.teardown();
    }
  });
});
