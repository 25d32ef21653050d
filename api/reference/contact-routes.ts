import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import {
  ContactListSchema,
  ContactParamsSchema,
  ContactQuerySchema,
  ContactSchema,
  ContactWishSchema,
} from '../../contracts/notices.js';
import { Refusal } from '../../domain/refusal.js';
import { contactNoun, type Contact } from '../../storage/reference/contact-store.js';
import { administer, type AdminServices } from '../admin/administer.js';
import { etagOf, expectedVersion } from '../http/etag.js';
import { assertKnown } from './known.js';
import { ApiProblem } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { checkedContact } from './checked-contact.js';

type ContactServices = AdminServices & Pick<Services, 'contacts' | 'webhooks'>;
const defineRoute = routesFor<ContactServices>();

const CONTACTS = '/api/v1/contacts';
const COMMON = { tag: 'Notices', permission: ['administrator'], scope: 'admin' } as const;

const listContacts = defineRoute({
  ...COMMON,
  method: 'get',
  path: CONTACTS,
  operationId: 'listContacts',
  summary: 'Where the positions of units are reached',
  query: ContactQuerySchema,
  responses: { 200: { description: 'All that the filters leave, by unit.', schema: ContactListSchema } },
  async handler({ query }, { contacts, reference }) {
    assertKnown({ unit: query.unit }, await reference.current());
    return { status: 200, body: { items: (await contacts.list(query)).map(presentContact) } };
  },
});

const createContact = defineRoute({
  ...COMMON,
  method: 'post',
  path: CONTACTS,
  operationId: 'createContact',
  summary: 'Add a contact',
  description: 'Notices written from a few seconds later on go there. Several contacts of one position are all told.',
  body: ContactWishSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: { 201: { description: 'Added.', schema: ContactSchema, headers: ['ETag', 'Idempotency-Replayed'] } },
  problems: ['unit-not-found', 'unit-closed', 'target-not-allowed', 'idempotency-key-reused'],
  async handler({ body, account, request }, services) {
    const { contacts, reference, webhooks, sealing } = services;
    const { webhookSecret, ...wish } = await checkedContact(body, await reference.current(), webhooks.guard, null);
    const id = randomUUID();
    return administer(services, { account, request, target: 'add contact', body }, async (desk) => {
      await desk.put(contactNoun(sealing, webhookSecret), id, () => wish, { version: null });
      const made = (await contacts.find(id, desk.tx)) ?? missing();
      return { status: 201, headers: { ETag: etagOf(made.version) }, body: presentContact(made) };
    });
  },
});

const replaceContact = defineRoute({
  ...COMMON,
  method: 'put',
  path: `${CONTACTS}/{id}`,
  operationId: 'replaceContact',
  summary: 'Change a contact',
  description:
    'The whole of it, as it was read: `If-Match` says which version that was, so that two who change it do not undo one another. The secret of the webhook stays as it is when none is sent.',
  params: ContactParamsSchema,
  body: ContactWishSchema,
  requestHeaders: ['If-Match'],
  responses: { 200: { description: 'As it is now.', schema: ContactSchema, headers: ['ETag'] } },
  problems: [
    'not-found',
    'precondition-required',
    'stale-version',
    'unit-not-found',
    'unit-closed',
    'target-not-allowed',
  ],
  async handler({ params: { id }, body, account, request }, services) {
    const { contacts, reference, webhooks, sealing } = services;
    const version = expectedVersion(request.get('if-match'));
    const before = (await contacts.find(id)) ?? missing();
    if (version !== null && version !== before.version) throw stale(before);
    const checked = await checkedContact(body, await reference.current(), webhooks.guard, before);
    const { webhookSecret, ...wish } = checked;
    const evenIfSame = webhookSecret !== undefined || before.webhookGoneAt !== null;
    return administer(services, { account, request, target: `put contact ${id}`, body }, async (desk) => {
      await desk.put(contactNoun(sealing, webhookSecret), id, (now) => (now ? wish : missing()), {
        version,
        evenIfSame,
      });
      const changed = (await contacts.find(id, desk.tx)) ?? missing();
      return { status: 200, headers: { ETag: etagOf(changed.version) }, body: presentContact(changed) };
    });
  },
});

const deleteContact = defineRoute({
  ...COMMON,
  method: 'delete',
  path: `${CONTACTS}/{id}`,
  operationId: 'deleteContact',
  summary: 'Remove a contact',
  description:
    'What waits for it goes to who else has its position, or is cancelled. Later notices for the position go to the duty desk when nobody else has it.',
  params: ContactParamsSchema,
  requestHeaders: ['If-Match'],
  responses: { 204: { description: 'Removed, now or before.' } },
  problems: ['precondition-required', 'stale-version'],
  handler: ({ params: { id }, account, request }, services) =>
    administer(services, { account, request, target: `remove contact ${id}` }, async (desk) => {
      await desk.remove(contactNoun(services.sealing), id, { version: expectedVersion(request.get('if-match')) });
      return { status: 204 };
    }),
});

function missing(): never {
  throw new ApiProblem('not-found', 'There is no contact with this id.');
}

function stale({ version }: Contact): Refusal {
  return new Refusal('stale-version', `The contact is at version ${version} by now.`);
}

function presentContact({ updatedAt, webhookGoneAt, ...contact }: Contact): z.input<typeof ContactSchema> {
  return { ...contact, webhookGoneAt: chinaTimeOrNull(webhookGoneAt), updatedAt: chinaTime(updatedAt) };
}

export const contactRoutes: readonly Route<ContactServices>[] = [
  listContacts,
  createContact,
  replaceContact,
  deleteContact,
];
