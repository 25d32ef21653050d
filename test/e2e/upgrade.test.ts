import { readEnv } from '../../config/env.js';
import { obtainRelease, whyNoRelease } from '../../scripts/support/released.mjs';
import { clusterRun, found, looked } from '../support/cluster-run.js';
import { skipBecause } from '../support/skip.js';

const ROOT = process.cwd();
const why = whyNoRelease(ROOT);

/** Migrate, workers, APIs: the order of docs/operations.md, with the program that was released last. */
describe('Upgrading from the last release while lives run', () => {
  const itWithHistory = why === null ? it : skipBecause(why).it;

  itWithHistory(
    'lets the program before work on the new schema: calls, commands and what departments are told, with nothing lost or done twice',
    async () => {
      const run = await clusterRun('--from', obtainRelease(ROOT, readEnv().cacheDir), '--lives', '40');
      expect(found(run)).toEqual([]);
      expect(run.faults).toMatchObject({
        'workers replaced': 2,
        'APIs replaced': 2,
        'processes that ended by themselves': 0,
      });
      expect(looked(run, 'the earlier version registered calls')).toBeGreaterThan(20);
      expect(looked(run, 'what an API of one version answered')).toBe(24);
      expect(looked(run, 'every acknowledged registration')).toBeGreaterThanOrEqual(40);
      expect(looked(run, 'the feed told the unit')).toBeGreaterThan(0);
      expect(looked(run, 'webhooks: every event came')).toBeGreaterThanOrEqual(40);
    },
  );
});
