import { SUITES } from './scripts/support/suites.mjs';
import { SWC } from './scripts/support/swc.mjs';

/**
 * For every test and every hook, whatever it waits for. It ends what would never end; on a machine with a tenth of the
 * speed nothing else may come near it. Tests wait for conditions (`test/support/eventually.ts`) and set no limits of
 * their own.
 */
const TEST_TIMEOUT_MS = 600_000;

const shared = {
  testEnvironment: 'node',
  testTimeout: TEST_TIMEOUT_MS,
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', SWC],
  },
  // Sources import './x.js', which is what they are called once built.
  moduleNameMapper: { '^(\\.{1,2}/.*(?<!\\.json))\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.huiying/'],
};

export default {
  maxWorkers: 2,
  // Modules of a test file are not all given back when it has ended; a worker that has grown makes room for a new one.
  workerIdleMemoryLimit: '1GB',
  testTimeout: shared.testTimeout,
  watchman: false,
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  reporters: ['default', '<rootDir>/test/support/reporter.mjs'],
  projects: SUITES.map(({ name, folders, database, sharesModules }) => ({
    ...shared,
    ...(sharesModules && {
      testEnvironment: '<rootDir>/test/support/shared-modules/environment.mjs',
      runtime: '<rootDir>/test/support/shared-modules/runtime.cjs',
    }),
    displayName: name,
    rootDir: import.meta.dirname,
    // Jest runs these only when some test of the suite is to run.
    ...(database && {
      globalSetup: '<rootDir>/test/support/global-setup.mjs',
      globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
    }),
    ...(folders
      ? { testMatch: folders.map((folder) => `<rootDir>/${folder}/**/*.test.ts`) }
      : {
          // Whatever no other suite claims, so that a test in a new folder is never forgotten.
          testMatch: ['<rootDir>/test/**/*.test.ts'],
          testPathIgnorePatterns: SUITES.flatMap((suite) => suite.folders ?? []).map(
            (folder) => `<rootDir>/${folder}/`,
          ),
        }),
  })),
};
