import { randomUUID } from 'node:crypto';
import type { Look } from '../../domain/look/look.js';

/** A page of a protected ticket, as it was looked at just now, each time by somebody else. */
export function aLook(changes: Partial<Look> = {}): Look {
  return {
    at: new Date().toISOString(),
    actor: { id: randomUUID(), role: 'callbackAgent', unit: null },
    key: 'abcdefgh',
    session: null,
    address: '192.0.2.7',
    ticket: randomUUID(),
    guarded: true,
    how: 'page',
    fields: ['name', 'telephone'],
    masked: ['address'],
    purpose: null,
    weight: 1,
    ...changes,
  };
}
