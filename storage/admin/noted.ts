import type { AdminNoun, AdminValue } from '../../domain/admin/admin-change.js';
import type { KeyRow } from '../access/key-store.js';
import type { Person } from '../access/person-store.js';
import type { AdminDesk } from './admin-desk.js';
import type { Author, Change } from './change-trail.js';
import type { Noted } from './noun-store.js';

/**
 * Who may sign in, and with which key, is changed by stores of its own; these tell the trail of it, in their
 * transaction.
 */
export function notedAccount(desk: Pick<AdminDesk, 'noteIn'>, author: Author): Noted<Person> {
  return (tx, before, after) =>
    desk.noteIn(tx, author, changeOf('account', before, after, accountValue, after.version));
}

export function notedKey(desk: Pick<AdminDesk, 'noteIn'>, author: Author): Noted<KeyRow> {
  return (tx, before, after) => desk.noteIn(tx, author, changeOf('key', before, after, keyValue, null));
}

function changeOf<T extends { readonly id: string }>(
  noun: AdminNoun,
  before: T | null,
  after: T,
  valueOf: (one: T) => AdminValue,
  version: number | null,
): Change {
  const act = before === null ? 'added' : 'changed';
  return { noun, subject: after.id, act, before: before && valueOf(before), after: valueOf(after), version };
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
