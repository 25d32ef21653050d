import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

/** Builds one `no-restricted-syntax` setting; a later block replaces an earlier one, so each names all it wants. */
const forbid = (...rows) => ['error', ...rows.flat().map(([selector, message]) => ({ selector, message }))];

const HOUSE = [
  ['TSEnumDeclaration', 'Use a union of string literals.'],
  ['TSInterfaceDeclaration[id.name=/^I[A-Z][a-z]/]', 'Name the thing, without a prefix.'],
  [
    'MemberExpression[property.name=/^[$](query|execute)RawUnsafe$/]',
    'Text must never become SQL: use the tagged template, which binds its values.',
  ],
];
const NAMED_EXPORTS = [
  ['ExportDefaultDeclaration', 'Export it by name, so that it has one name everywhere.'],
  ['ExportSpecifier[exported.name="default"]', 'Export it by name, so that it has one name everywhere.'],
];
const PATTERNS = [
  [
    'CallExpression[callee.property.name="matchAll"]',
    'This compiles a copy of the pattern now and again: use everyMatch of domain/.',
  ],
];
const ENVIRONMENT = [
  ['MemberExpression[object.name="process"][property.name="env"]', 'Only config/ reads the environment.'],
  ['ImportDeclaration[source.value=/^(node:)?process$/]', 'Only config/ reads the environment.'],
];
const MACHINE_TIME = [
  [
    'CallExpression[callee.property.name=/^([gs]et(Date|Day|FullYear|Year|Month|Hours|Minutes|Seconds|Milliseconds)|getTimezoneOffset)$/]',
    'This answers in the time zone of the machine: use the UTC form, or the calendar.',
  ],
  [
    'CallExpression[callee.property.name=/^to(Locale(Date|Time)?|Date|Time)String$/]',
    'This writes in the time zone and language of the machine.',
  ],
  [
    'NewExpression[callee.name="Date"][arguments.length>1]',
    'This counts in the time zone of the machine: use Date.UTC.',
  ],
  ['CallExpression[callee.property.name="localeCompare"]', 'The order depends on the language data of the machine.'],
];
const MACHINE = [
  ['Identifier[name="Intl"]', 'The answer depends on the language data of the machine, and a replay must not.'],
  ['MemberExpression[object.name="process"]', 'Nothing here may depend on the process that runs it.'],
];
const CLOCK = [
  ['MemberExpression[object.name="Date"][property.name="now"]', 'Time is an argument here.'],
  ['NewExpression[callee.name="Date"][arguments.length=0]', 'Time is an argument here.'],
  ['MemberExpression[object.name="Math"][property.name="random"]', 'Chance is an argument here.'],
  ['MemberExpression[object.name="performance"]', 'Time is an argument here.'],
];
const SKIPPED_TESTS = [
  [
    'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(only|skip|todo)$/]',
    'A test runs, or says why not through skipBecause.',
  ],
  ['CallExpression[callee.name=/^([xf](describe|it)|xtest)$/]', 'A test runs, or says why not through skipBecause.'],
];

const NO_MARKUP = [
  ['JSXAttribute[name.name="dangerouslySetInnerHTML"]', 'What people wrote is shown as text, never as markup.'],
  ['MemberExpression[property.name=/^(inner|outer)HTML$/]', 'What people wrote is shown as text, never as markup.'],
];

const nodeBuiltins = builtinModules.filter((name) => !name.startsWith('_'));

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'storage/generated/', 'web/generated/', '.huiying/', 'bench/results/'] },
  // Its types are generated where its test compiles it, as strictly.
  { ignores: ['examples/generated-client/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx,mjs,cjs}'],
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Code is Prettier's; comments are nobody's but ours.
      'max-len': ['error', { code: 4000, comments: 120, ignoreUrls: true }],
      'no-console': 'error',
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-debugger': 'error',
      'no-dupe-else-if': 'error',
      'no-duplicate-case': 'error',
      'no-empty': 'error',
      'no-fallthrough': 'error',
      'no-restricted-syntax': forbid(HOUSE),
      'no-self-compare': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-catch': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'use-isnan': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    // Of the rules that need types, only those that catch what a reader misses: on two cores each second counts.
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'max-lines': ['error', { max: 320 }],
      'no-restricted-syntax': forbid(HOUSE, NAMED_EXPORTS, PATTERNS, ENVIRONMENT),
    },
  },
  {
    files: ['config/**/*.ts'],
    rules: { 'no-restricted-syntax': forbid(HOUSE, NAMED_EXPORTS, PATTERNS) },
  },
  {
    files: ['domain/**/*.ts'],
    rules: {
      'no-restricted-syntax': forbid(HOUSE, NAMED_EXPORTS, PATTERNS, ENVIRONMENT, MACHINE_TIME, MACHINE, CLOCK),
    },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: {
      'no-restricted-syntax': forbid(HOUSE, NAMED_EXPORTS, PATTERNS, ENVIRONMENT, MACHINE_TIME, MACHINE),
      'no-restricted-imports': [
        'error',
        {
          paths: nodeBuiltins.map((name) => ({ name, message: 'Workflow code runs where Node is not.' })),
          patterns: [{ group: ['node:*'], message: 'Workflow code runs where Node is not.' }],
        },
      ],
    },
  },
  {
    files: ['cli/**', 'bench/**', 'scripts/**', 'bin/**', 'test/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['bench/**/*.ts', 'prisma/*.ts', 'prisma.config.ts'],
    rules: { 'no-restricted-syntax': forbid(HOUSE, NAMED_EXPORTS) },
  },
  { files: ['prisma.config.ts'], rules: { 'no-restricted-syntax': forbid(HOUSE) } },
  {
    // What it shows is in the time of China and the language of the reader, whatever the machine says.
    files: ['web/**/*.{ts,tsx}'],
    rules: { 'no-restricted-syntax': forbid(HOUSE, NAMED_EXPORTS, ENVIRONMENT, MACHINE_TIME, NO_MARKUP) },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines': 'off',
      'no-restricted-syntax': forbid(HOUSE, NAMED_EXPORTS, SKIPPED_TESTS),
    },
  },
  {
    // The one place that skips, on behalf of all others.
    files: ['test/support/skip.ts'],
    rules: { 'no-restricted-syntax': forbid(HOUSE, NAMED_EXPORTS) },
  },
);
