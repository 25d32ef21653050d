/**
 * The test suites, in the order they run. `jest.config.mjs` makes a project of each, `scripts/test.mjs` runs them.
 *
 * - `folders`: which tests belong to it; without folders, every test that no other suite claims.
 * - `needsBuild`: the suite, or what is started for it, runs from `dist/`.
 * - `sharesModules`: what its files import is loaded once for all of them (`test/support/shared-modules/`).
 * - `database`: a PostgreSQL is started for its run (`test/support/global-setup.mjs`).
 * - `alone`: its test files run after everything else, for each starts servers or a browser of its own, and much of
 *   what they do is waiting for what was killed.
 */
export const SUITES = [
  { name: 'unit', sharesModules: true },
  { name: 'simulator', folders: ['test/cli/simulate'], sharesModules: true },
  { name: 'workflows', folders: ['test/workflows'], needsBuild: true, sharesModules: true },
  { name: 'replay', folders: ['test/replay'], needsBuild: true },
  {
    name: 'integration',
    folders: [
      'test/storage',
      'test/api',
      'test/activities',
      'test/cli/stack',
      'test/cli/keys',
      'test/cli/city',
      'test/cli/demonstration',
      'test/deployment',
    ],
    needsBuild: true,
    database: true,
    sharesModules: true,
  },
  { name: 'e2e', folders: ['test/e2e'], needsBuild: true, alone: true },
  { name: 'web', folders: ['test/web'], needsBuild: true, database: true, alone: true },
];
