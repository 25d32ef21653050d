/**
 * Who may import whom. Each folder is listed with all it may reach; the rest is an error.
 * `npm run lint:deps` checks it.
 */
/** Node's own modules: unlike a file, their names have no dot. */
const NODE = '^(node:)?[a-z0-9_/]+$';
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/`;
const MESSAGES = '^workflows/.+-messages[.]ts$';

/** `from` may import what matches `to`, and nothing else. */
const mayImport = (from, to, comment, extra = {}) => ({
  name: `${from}-imports`,
  comment,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { pathNot: [`^${from}/`, ...to], ...extra },
});
/** `from` may import what matches `path`, but only its types, which are gone when it runs. */
const typesOnly = (from, path, comment) => ({
  name: `${from}-types-only`,
  comment,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { ...path, dependencyTypesNot: ['type-only'] },
});
const APPLICATION =
  '^(domain|contracts|workflows|activities|outbound|metrics|pacing|files|storage|api|worker|cli|config|codec)/';
/** Everything outside the application's own folders. */
const ANY_LIBRARY = ['(^|/)node_modules/', NODE];

module.exports = {
  forbidden: [
    mayImport('domain', [], 'The rules are pure: they know no library, no clock and no other folder.'),
    mayImport(
      'contracts',
      ['^domain/', npm('zod', '@asteasolutions/zod-to-openapi')],
      'Contracts describe; they do nothing.',
    ),
    mayImport(
      'workflows',
      ['^domain/', '^activities/', '^codec/bound-message[.]ts$', npm('@temporalio/workflow')],
      'Workflow code is replayed, in a sandbox without Node.',
    ),
    typesOnly(
      'workflows',
      { path: '^activities/' },
      'Activities are called by name; their code must stay out of the bundle.',
    ),
    mayImport(
      'storage',
      [
        '^domain/',
        '^config/',
        '^pacing/',
        '^files/files[.]ts$',
        npm('@prisma/[^/]+', 'pg', 'libphonenumber-js', 'uuid'),
        NODE,
      ],
      'Storage turns rows into domain types and knows nobody who asks.',
    ),
    mayImport(
      'activities',
      [
        '^domain/',
        '^storage/',
        '^outbound/',
        '^pacing/',
        npm('@temporalio/activity', '@temporalio/common', 'nodemailer', 'standardwebhooks'),
        NODE,
      ],
      'Activities take what they need as an argument.',
    ),
    typesOnly(
      'activities',
      { path: '^storage/', pathNot: '^storage/(event/event-chain|postgres/database-away)[.]ts$' },
      'A store is handed to an activity by the worker, not imported. The chain of hashes is pure.',
    ),
    mayImport(
      'outbound',
      ['^domain/', npm('ipaddr[.]js', 'standardwebhooks'), NODE],
      'What calls addresses that others chose is shared by all who do, so it depends on none of them.',
    ),
    mayImport(
      'files',
      ['^domain/', npm('file-type', 'sharp', 'p-limit', '@aws-sdk/client-s3', '@aws-sdk/lib-storage'), NODE],
      'What keeps and reads files knows neither tickets nor whoever sends them.',
    ),
    mayImport('pacing', [npm('p-limit')], 'How many at a time, and when again, whatever it is that is done.'),
    mayImport('metrics', [npm('prom-client'), NODE], 'What serves figures does not know what they count.'),
    mayImport(
      'api',
      ['^(contracts|domain|storage|outbound|metrics|pacing|files|config|codec)/', '^workflows/', ...ANY_LIBRARY],
      'The API commands workflows and reads the store.',
    ),
    {
      name: 'api-http-imports',
      comment: 'What speaks HTTP serves any noun, so it knows neither tickets nor services.',
      severity: 'error',
      from: { path: '^api/http/' },
      to: {
        pathNot: [
          ...['^api/http/', '^contracts/', '^domain/calendar/', '^storage/secrets/signature[.]ts$'],
          ...['^config/key-ring[.]ts$', '^domain/every-match[.]ts$', ...ANY_LIBRARY],
        ],
      },
    },
    typesOnly(
      'api',
      { path: '^workflows/', pathNot: MESSAGES },
      'Names, ids and message definitions are in the messages files; other workflow code does not run outside a worker.',
    ),
    mayImport(
      'worker',
      ['^(activities|outbound|metrics|pacing|storage|config|domain|codec)/', MESSAGES, ...ANY_LIBRARY],
      'The worker puts activities and stores together.',
    ),
    mayImport(
      'web',
      [
        '^contracts/',
        '^domain/ticket/(words|code-words|public-words|vocabulary|commands|lists|worklist|disclosure|protection)[.]ts$',
        '^domain/notice/delivery-words[.]ts$',
        '^domain/(disclosure/disclosure-request|decision|access/second-factor)[.]ts$',
        '^domain/(export/(columns|export-job)|erasure/erasure-request|look/look|admin/admin-change)[.]ts$',
        '^domain/(notice/(vocabulary|notice-words)|knowledge/(vocabulary|entry-words|scene)|webhook/subscription)[.]ts$',
        '^domain/sentinel/(vocabulary|alert-words)[.]ts$',
        npm(
          ...[
            'react',
            'react-dom',
            'antd',
            'dayjs',
            '@ant-design/icons',
            '@tanstack/[^/]+',
            'i18next',
            'react-i18next',
          ],
          ...['openapi-fetch', 'uplot', 'leaflet', 'zod', 'diff', '@types/[^/]+', 'vite'],
        ),
      ],
      'The console knows what the API says, and the words for it; what may be done is for the API to tell.',
    ),
    mayImport('config', ['^domain/', npm('zod'), NODE], 'Settings are read before anything else exists.'),
    mayImport(
      'codec',
      ['^(node:)?(crypto|url)$', npm('@temporalio/common', '@temporalio/client', '@temporalio/proto')],
      'What encrypts payloads is shared by both sides, so it depends on neither.',
    ),
    {
      name: 'only-storage-sees-the-database',
      comment:
        'SQL and the generated client stay behind the stores; cli/stack/ and the cluster run only create the database that they use.',
      severity: 'error',
      from: { pathNot: ['^(storage|test|bench)/', '^cli/stack/', '^scripts/cluster/'] },
      to: { path: ['^storage/generated/', npm('@prisma/client', '@prisma/adapter-pg', 'pg', '[.]prisma')] },
    },
    {
      name: 'the-client-is-made-in-one-place',
      comment: 'Prisma Client is large, so it is loaded where it is first asked for; its types cost nothing.',
      severity: 'error',
      from: { pathNot: ['^storage/(postgres/prisma[.]ts$|generated/)'] },
      to: { path: '^storage/generated/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'What a test needs may vanish with the test.',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^test/' },
    },
    {
      name: 'nothing-imports-benchmarks',
      severity: 'error',
      from: { path: APPLICATION },
      to: { path: '^(bench|scripts)/' },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or three; types are no exception.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-development-dependencies',
      comment: 'It will be missing where the application runs.',
      severity: 'error',
      from: { path: APPLICATION },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'The file or package is not there. Run `npm run generate` if it is the generated client.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^(storage|web)/generated/'] },
    // The example's types are generated where its test compiles it.
    exclude: { path: '^(dist|coverage|[.]huiying|examples/generated-client)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
};
