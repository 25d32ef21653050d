/** How sources become what Node runs, whoever loads them. */
export const SWC = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript' },
    // Drop only what says `import type`, as tsc does, so a test loads exactly the modules that production loads.
    transform: { verbatimModuleSyntax: true },
  },
  module: { type: 'es6' },
};
