import type { AdminNoun, AdminValue } from '../../domain/admin/admin-change.js';
import { tellOfPositions } from '../access/administrator-news.js';
import type { IdentityProvider } from '../access/identity-provider-store.js';
import type { KeyRow } from '../access/key-store.js';
import type { Person } from '../access/person-store.js';
import type { HoldOf } from '../erasure/erasure-store.js';
import type { WebhookSubscription } from '../webhook/running-webhooks.js';
import type { AdminDesk } from './admin-desk.js';
import type { Author } from './change-trail.js';
import type { Noted } from './noun-store.js';

/**
 * Who may sign in, and with which key, whom events are sent to and what must be kept is changed by stores of its own;
 * these tell the trail of it, in their transaction.
 */
/** Who is made an administrator is told to all of them as well. */
export function notedAccount(desk: Pick<AdminDesk, 'noteIn' | 'now'>, author: Author): Noted<Person> {
  const note = noting(desk, author, 'account', accountValue, ({ version }) => version);
  return async (tx, before, after) => {
    await note(tx, before, after);
    if (after === null) return;
    const given = { person: after.id, by: author.id ?? 'huiying accounts', at: desk.now() };
    await tellOfPositions(tx, given, before?.positions ?? [], after.positions);
  };
}

export function notedKey(desk: Pick<AdminDesk, 'noteIn'>, author: Author): Noted<KeyRow> {
  return noting(desk, author, 'key', keyValue, () => null);
}

export function notedProvider(desk: Pick<AdminDesk, 'noteIn'>, author: Author): Noted<IdentityProvider> {
  return noting(desk, author, 'identityProvider', providerValue, ({ version }) => version);
}

export function notedWebhook(desk: Pick<AdminDesk, 'noteIn'>, author: Author): Noted<WebhookSubscription> {
  return noting(desk, author, 'webhook', webhookValue, ({ revision }) => revision);
}

export function notedHold(desk: Pick<AdminDesk, 'noteIn'>, author: Author): Noted<HoldOf> {
  return noting(
    desk,
    author,
    'legalHold',
    ({ basis }) => ({ basis }),
    () => null,
  );
}

function noting<T extends { readonly id: string }>(
  desk: Pick<AdminDesk, 'noteIn'>,
  author: Author,
  noun: AdminNoun,
  valueOf: (one: T) => AdminValue,
  versionOf: (one: T) => number | null,
): Noted<T> {
  return async (tx, before, after) => {
    const subject = (after ?? before)?.id;
    if (subject === undefined) return;
    const act = after === null ? 'removed' : before === null ? 'added' : 'changed';
    const values = { before: before && valueOf(before), after: after && valueOf(after) };
    await desk.noteIn(tx, author, { noun, subject, act, ...values, version: after && versionOf(after) });
  };
}

/** Whether there is a secret, and never which. */
function providerValue(provider: IdentityProvider): AdminValue {
  const { id: _id, version: _version, createdAt: _made, updatedAt: _at, ...same } = provider;
  return same;
}

/** When its secret was exchanged, and never which it is. */
function webhookValue({
  name,
  url,
  role,
  unit,
  ownerKeyId,
  eventTypes,
  status,
  ...times
}: WebhookSubscription): AdminValue {
  const previousSecretUntil = times.previousSecretUntil?.toISOString() ?? null;
  return { name, url, role, unit, ownerKeyId, eventTypes, status, previousSecretUntil };
}

function accountValue({ signInName, name, state, positions }: Person): AdminValue {
  const held = positions.map(({ role, unit, from, until }) => ({
    ...{ role, unit, from: from.toISOString(), until: until?.toISOString() ?? null },
  }));
  return { signInName, name, state, positions: held };
}

function keyValue({ prefix, name, role, unit, scopes, allowedAddresses, person, ...times }: KeyRow): AdminValue {
  const { expiresAt, revokedAt } = times;
  return {
    ...{ prefix, name, role, unit, scopes, allowedAddresses, person },
    ...{ expiresAt: expiresAt?.toISOString() ?? null, revokedAt: revokedAt?.toISOString() ?? null },
  };
}
