import type { z } from 'zod';
import {
  ContactListSchema,
  ContactParamsSchema,
  ContactQuerySchema,
  ContactSchema,
  ContactWishSchema,
  type ContactWishBody,
} from '../../contracts/notices.js';
import { Refusal } from '../../domain/refusal.js';
import { TargetRefused } from '../../outbound/target-guard.js';
import type { Contact, ContactWish } from '../../storage/contact-store.js';
import { etagOf, expectedVersion } from '../http/etag.js';
import { assertKnown } from '../http/known.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import { defineRoute, type Route } from '../http/route.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import type { Services } from '../services.js';
import { unitFactsFor } from '../tickets/facts.js';
import { normalisedPhone } from '../tickets/phone.js';

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
  responses: { 201: { description: 'Added.', schema: ContactSchema, headers: ['ETag'] } },
  problems: ['unit-not-found', 'target-not-allowed'],
  async handler({ body }, services) {
    const made = await services.contacts.create(await checked(body, services, null));
    return { status: 201, headers: { ETag: etagOf(made.version) }, body: presentContact(made) };
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
  problems: ['not-found', 'precondition-required', 'stale-version', 'unit-not-found', 'target-not-allowed'],
  async handler({ params: { id }, body, request }, { contacts, ...services }) {
    const version = expectedVersion(request.get('if-match'));
    const before = (await contacts.find(id)) ?? missing();
    if (version !== null && version !== before.version) throw stale(before);
    const changed = await contacts.replace(id, await checked(body, services, before), version);
    if (changed === null) throw stale((await contacts.find(id)) ?? missing());
    return { status: 200, headers: { ETag: etagOf(changed.version) }, body: presentContact(changed) };
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
  responses: { 204: { description: 'Removed, now or before.' } },
  async handler({ params: { id } }, { contacts }) {
    await contacts.remove(id);
    return { status: 204 };
  },
});

function missing(): never {
  throw new ApiProblem('not-found', 'There is no contact with this id.');
}

function stale({ version }: Contact): Refusal {
  return new Refusal('stale-version', `The contact is at version ${version} by now.`);
}

async function checked(
  body: ContactWishBody,
  { reference, webhooks }: Pick<Services, 'reference' | 'webhooks'>,
  before: Contact | null,
): Promise<ContactWish> {
  unitFactsFor([body.unit], await reference.current());
  const phone = body.phone === null ? null : normalisedPhone(body.phone);
  if (body.phone !== null && phone === null) {
    throw invalidField('/phone', 'wrong-format', 'This is no telephone number of China, nor an international one.');
  }
  if (body.webhookUrl !== null) {
    if (body.webhookSecret === undefined && before?.webhookUrl !== body.webhookUrl) {
      throw invalidField('/webhookSecret', 'required', 'A new address needs a secret to sign with.');
    }
    await assertAdmitted(webhooks.guard, body.webhookUrl);
  }
  return { ...body, phone };
}

async function assertAdmitted(guard: Services['webhooks']['guard'], url: string): Promise<void> {
  try {
    await guard.admit(url);
  } catch (error) {
    if (!(error instanceof TargetRefused)) throw error;
    throw new ApiProblem('target-not-allowed', error.message, {
      errors: [{ pointer: '/webhookUrl', code: 'invalid', message: error.message }],
    });
  }
}

function presentContact({ updatedAt, webhookGoneAt, ...contact }: Contact): z.input<typeof ContactSchema> {
  return { ...contact, webhookGoneAt: chinaTimeOrNull(webhookGoneAt), updatedAt: chinaTime(updatedAt) };
}

export const contactRoutes: readonly Route[] = [listContacts, createContact, replaceContact, deleteContact];
