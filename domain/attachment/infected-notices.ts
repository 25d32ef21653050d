import { besideNotices } from '../notice/beside-notices.js';
import { besideSeq } from '../notice/decision-notices.js';
import type { NoticeRow } from '../notice/notice-rows.js';
import type { ContactDirectory } from '../notice/recipients.js';

/** A file in which something was found after it had been taken. */
export interface InfectedFile {
  readonly id: string;
  /** `null`: it belongs to none. */
  readonly ticket: { readonly id: string; readonly number: string } | null;
  readonly at: Date;
}

/** Notices, and what they are about. */
export interface ToldAbout {
  readonly id: string;
  readonly rows: readonly NoticeRow[];
}

const NO_TICKET = '-';

/**
 * That somebody may have had it: the administrators are told, who look after machines, and of a ticket's file the duty
 * desk, which knows who works on it and may ask for the file again.
 */
export function infectedNotices(
  { id, ticket, at }: InfectedFile,
  directory: Pick<ContactDirectory, 'contactsIn'>,
): ToldAbout[] {
  const params = { number: ticket?.number ?? NO_TICKET, file: id };
  const said = { template: 'fileInfected', level: 2, at: at.toISOString(), params } as const;
  const administrators = besideNotices({ ...said, position: 'administrator', seq: 0 }, directory);
  const desk = ticket && besideNotices({ ...said, position: 'dutyDesk', seq: besideSeq(id) }, directory);
  return [{ id, rows: administrators }, ...(ticket && desk ? [{ id: ticket.id, rows: desk }] : [])];
}
