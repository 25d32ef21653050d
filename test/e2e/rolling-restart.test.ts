import { clusterRun, found, looked } from '../support/cluster-run.js';
import { noGateway } from '../support/no-gateway.js';
import { skipBecause } from '../support/skip.js';

const missing = await noGateway();

describe('Restarting every worker and every API in turn while seventy lives run', () => {
  // A proxy that keeps connections as balancers do, and asks no second backend once a request was sent.
  it('shows no caller a 502 or a 503, loses nothing and does nothing twice', () => isUnnoticed());

  const itWithGateway = missing === undefined ? it : skipBecause(missing).it;
  itWithGateway('shows nobody behind the shipped gateway any of it', () => isUnnoticed('--gateway'));
});

async function isUnnoticed(...words: readonly string[]): Promise<void> {
  const run = await clusterRun('--roll', '--lives', '70', ...words);
  expect(found(run)).toEqual([]);
  expect(run.faults).toMatchObject({ 'processes restarted in turn': 4, 'processes that ended by themselves': 0 });
  expect(run.proxy).toMatchObject({ badGateway: 0, cutOff: 0 });
  expect(Object.keys(run.proxy.byStatus)).not.toContain('502');
  expect(looked(run, 'every acknowledged registration')).toBeGreaterThanOrEqual(70);
  expect(looked(run, 'every request was done')).toBeGreaterThan(150);
  expect(looked(run, 'the feed told the unit')).toBeGreaterThan(0);
  expect(looked(run, 'the stream told the unit')).toBeGreaterThan(0);
  // Each API held it once at least when it ended.
  expect(run.faults['streams opened by the one that follows them']).toBeGreaterThan(1);
}
