import { AccountParamsSchema, LeftAccountSchema } from '../../contracts/accounts.js';
import { expectedVersion } from '../http/etag.js';
import { noteDone } from '../http/request-context.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { asItIs, missing, notedBy, stale } from './account-routes.js';
import { handOver, type HandOverServices } from './hand-over.js';
import { presentPerson } from './account-presenter.js';

type Needs = HandOverServices & Pick<Services, 'people' | 'admin'>;
const defineRoute = routesFor<Needs>();

const leaveAccount = defineRoute({
  tag: 'Accounts',
  permission: ['administrator'],
  scope: 'admin',
  method: 'post',
  path: '/api/v1/accounts/{id}/leave',
  operationId: 'leaveAccount',
  summary: 'A person leaves',
  description:
    'Its positions are over, its sessions ended and its keys revoked, at once. Open tickets of which it was the handler go to the liaison of their unit, who is told; what it had asked to be shown is withdrawn. The account stays, so that everybody can read who did what. A second time hands over what could not be before.',
  params: AccountParamsSchema,
  requestHeaders: ['If-Match'],
  responses: { 200: { description: 'As it is now.', schema: LeftAccountSchema, headers: ['ETag'] } },
  problems: ['not-found', 'precondition-required', 'stale-version'],
  async handler({ params: { id }, account, request }, services) {
    const { people, now } = services;
    const version = expectedVersion(request.get('if-match'));
    const before = (await people.find(id, now())) ?? missing();
    const noted = notedBy(services, account, request);
    const person = before.state === 'left' ? before : await people.setState(id, 'left', version, now(), noted);
    if (!person) stale((await people.find(id, now())) ?? missing());
    noteDone(request, { left: id, by: account.id });
    const handedOver = await handOver(services, id, account);
    return { ...asItIs(person), body: { ...presentPerson(person), handedOver } };
  },
});

export const leaveRoutes: readonly Route<Needs>[] = [leaveAccount];
