import type { Citizen } from '../../storage/ticket/stored-ticket.js';

/** Who left a number and a name is sent messages; who wants to be nobody is not. */
export function isReached({ phone, identity }: Pick<Citizen, 'phone' | 'identity'>): boolean {
  return phone !== null && identity !== 'anonymous';
}
