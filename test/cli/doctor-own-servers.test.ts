import { tmpdir } from 'node:os';
import { runChecks } from '../../cli/doctor-checks.js';
import { temporalFindings } from '../../cli/doctor-temporal.js';
import { readEnv } from '../../config/env.js';

/** Nobody listens on it. */
const NOWHERE = '127.0.0.1:1';
const OWN = { address: NOWHERE, namespace: 'city', taskQueue: 'tickets', startIt: undefined };
const BARE = {
  serverVersion: '1.31.2',
  exists: true,
  retentionDays: 30,
  missingSearchAttributes: ['TicketNumber', 'TicketLevel'],
  pollers: 0,
};
const mends = (state: typeof BARE): Record<string, string | undefined> =>
  Object.fromEntries(temporalFindings(state, OWN).map(({ name, mend }) => [name, mend]));

describe('doctor, where PostgreSQL and Temporal are the operator’s own', () => {
  it('says which setting to look at, and not npm start, which brings up no server then', async () => {
    const findings = await runChecks(
      readEnv({
        HUIYING_DATA_DIR: tmpdir(),
        HUIYING_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
        DATABASE_URL: `postgres://huiying_app:secret@${NOWHERE}/huiying`,
        TEMPORAL_ADDRESS: NOWHERE,
      }),
    );
    const failed = findings.filter(({ status }) => status === 'fail');
    expect(failed.map(({ name, mend }) => [name, mend])).toEqual([
      ['PostgreSQL', 'check DATABASE_URL, and that the server runs'],
      ['Temporal', 'check TEMPORAL_ADDRESS, and that the server runs'],
    ]);
  });

  it('gives the command that makes a missing namespace', () => {
    expect(mends({ ...BARE, exists: false })['Namespace']).toContain(
      'temporal operator namespace create --namespace city --retention 30d',
    );
  });

  it('gives the command that adds what tickets are searched by, and the one that starts a worker', () => {
    expect(mends(BARE)).toMatchObject({
      'Search attributes':
        'temporal operator search-attribute create --namespace city --name TicketNumber --type Keyword --name TicketLevel --type Int',
      Workers: 'node dist/worker/main.js',
    });
  });
});
