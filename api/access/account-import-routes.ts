import { AccountImportAnswerSchema, AccountImportSchema } from '../../contracts/accounts.js';
import { asProblem } from '../as-problem.js';
import { noteFault, problemBody } from '../http/problem.js';
import { noteDone } from '../http/request-context.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { importAccounts } from './account-import.js';
import { notedBy } from './account-routes.js';
import { assertUnlimited } from './assert-unlimited.js';

type Needs = Pick<Services, 'admin' | 'people' | 'keys' | 'reference' | 'now'>;
const defineRoute = routesFor<Needs>();

const importFile = defineRoute({
  tag: 'Accounts',
  permission: ['administrator'],
  scope: 'admin',
  method: 'post',
  path: '/api/v1/accounts/import',
  operationId: 'importAccounts',
  summary: 'Add accounts and positions from a table',
  description:
    'Each line is taken or refused by itself, and has its result; lines with one sign-in name are one person. Nothing ends because the table does not name it. With `dryRun` nothing is done. Sent again, what was taken is unchanged.',
  body: AccountImportSchema,
  responses: { 200: { description: 'A result for each line, in their order.', schema: AccountImportAnswerSchema } },
  problems: ['key-too-wide'],
  async handler({ body: { csv, dryRun }, account, request }, services) {
    const { res: response } = request;
    if (!response) throw new Error('Express hands a request on with its response.');
    await assertUnlimited(services, account);
    const { people, reference, now } = services;
    const { units } = await reference.current();
    const noted = notedBy(services, account, request);
    const found = await importAccounts(csv, { people, units, now: now(), by: account.id, noted, dryRun });
    const lines = found.map(({ error, ...line }) => {
      const problem = error === null ? null : asProblem(error);
      if (problem?.code === 'internal') noteFault(error, response);
      return { ...line, problem: problem && problemBody(problem, request, response) };
    });
    const count = (...wanted: readonly string[]): number =>
      lines.filter(({ result }) => wanted.includes(result)).length;
    const taken = count('added', 'changed');
    noteDone(request, { imported: String(dryRun ? 0 : taken), by: account.id });
    return {
      status: 200,
      body: { dryRun, taken, unchanged: count('unchanged'), refused: count('refused'), lines },
    };
  },
});

export const accountImportRoutes: readonly Route<Needs>[] = [importFile];
