import type { z } from 'zod';
import type { NewDisclosureSchema } from '../../contracts/disclosures.js';
import { owedBy, worthFrom } from '../../domain/ticket/worklist.js';
import type { WorkLeases } from '../../storage/list/work-leases.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import type { Account } from '../access/account.js';

/**
 * Whether this asks for the number of the citizen whom the caller was given to call, within the hours for it. Who calls
 * one citizen after the other has said who they are by being given this one, and is not asked anew each quarter of an
 * hour.
 */
export async function isCallInHand(
  { fields, purpose }: Pick<z.output<typeof NewDisclosureSchema>, 'fields' | 'purpose'>,
  { state }: StoredTicket,
  account: Account,
  { workLeases, now }: { readonly workLeases: WorkLeases; readonly now: Date },
): Promise<boolean> {
  if (purpose !== 'callBack' || fields.some((field) => field !== 'telephone')) return false;
  const row = owedBy(account.role).find(({ kind }) => kind === 'toCallBack');
  if (!row) return false;
  const at = now.toISOString();
  const mine = await workLeases.mine(row, account.id, now);
  return mine?.ticketId === state.id && worthFrom(row, state, at) === at;
}
