import { clusterRun, found, looked } from '../support/cluster-run.js';

/** Behind a proxy that keeps connections as balancers do, asks no second backend once a request was sent. */
describe('Restarting every worker and every API in turn while seventy lives run', () => {
  it('shows no caller a 502 or a 503, loses nothing and does nothing twice', async () => {
    const run = await clusterRun('--roll', '--lives', '70');
    expect(found(run)).toEqual([]);
    expect(run.faults).toMatchObject({ 'processes restarted in turn': 4, 'processes that ended by themselves': 0 });
    expect(run.proxy).toMatchObject({ badGateway: 0, cutOff: 0 });
    expect(looked(run, 'every acknowledged registration')).toBeGreaterThanOrEqual(70);
    expect(looked(run, 'every request was done')).toBeGreaterThan(150);
    expect(looked(run, 'the feed told the unit')).toBeGreaterThan(0);
  });
});
