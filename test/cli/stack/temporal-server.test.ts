import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { searchAttributes } from '../../../config/search-attributes.js';
import { messageOf } from '../../../cli/failure.js';
import { describeTemporal, prepareNamespace } from '../../../cli/stack/temporal-namespace.js';
import { startTemporal, type TemporalServer } from '../../../cli/stack/temporal-server.js';
import { describeUnlessMissing } from '../../support/skip.js';
import { temporalBinary } from '../../support/stack/temporal.js';

const found = await temporalBinary().then(
  (path) => ({ path, missing: undefined }),
  (error: unknown) => ({ path: '', missing: messageOf(error) }),
);

describeUnlessMissing(found.missing, 'the Temporal server', () => {
  let folder: string;
  let server: TemporalServer | undefined;

  const start = async () => {
    server = await startTemporal({
      binary: found.path,
      dbFile: join(folder, 'temporal.db'),
      logFile: join(folder, 'temporal.log'),
    });
    return server;
  };
  const prepare = (address: string) =>
    prepareNamespace({
      connection: { address },
      namespace: 'huiying',
      retentionDays: 30,
      searchAttributes,
      patienceMs: 10_000,
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huiying-temporal-'));
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('comes up with its namespace, which is then made ready for tickets', async () => {
    const { address } = await start();
    expect((await prepare(address)).changed).toHaveLength(2);
    expect(await describeTemporal({ address }, 'huiying', 'tickets', searchAttributes)).toMatchObject({
      exists: true,
      retentionDays: 30,
      missingSearchAttributes: [],
      pollers: 0,
    });
  });

  it('knows everything again after a kill', async () => {
    const before = server ?? (await start());
    before.kill();
    await before.exited;
    const { address } = await start();
    expect((await prepare(address)).changed).toEqual([]);
  });

  it('says so when a namespace is not there', async () => {
    const { address } = server ?? (await start());
    expect(await describeTemporal({ address }, 'elsewhere', 'tickets', searchAttributes)).toMatchObject({
      exists: false,
    });
  });
});
