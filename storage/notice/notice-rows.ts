import type { NoticeRow } from '../../domain/notice/notice-rows.js';
import { jsonb, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/** Another notice in the place of one whose step was never durable is news, whatever became of the former. */
const ANEW = [
  ...[
    'template',
    'addressee',
    'unit_id',
    'position',
    'recipient',
    'language',
    'pack',
    'params',
    'level',
    'mergeable',
    'hours',
    'status',
  ],
  ...['created_at', 'not_before', 'expires_at', 'last_error', 'sent_at', 'attempts', 'digest_id'],
];

/**
 * Writes notices with the step that causes them, from the JSON of `NoticeRow`s. A step written again tells nobody
 * twice, even if its instant is another one by then. A citizen who left no number is told nothing.
 */
export const NOTICE_ROWS = (ticketId: string, json: string, citizenTold: string, from = ''): string => `
  INSERT INTO notice (ticket_id, seq, ordinal, channel, template, addressee, unit_id, position, recipient, language, pack, params, level,
    mergeable, hours, status, created_at, not_before, expires_at, last_error, sent_at)
  SELECT ${ticketId}, x.seq, x.ordinal, x.channel, x.template, x.addressee, x."unitId", x.position, x.recipient, x.language, x.pack,
    x.params, x.level, x.mergeable, x.hours, x.status, x.at, x."notBefore", x."expiresAt", x."lastError",
    CASE WHEN x.status = 'sent' THEN x.at END
  FROM ${from}jsonb_to_recordset(${json}) AS x(seq int, ordinal int, channel text, template text, addressee text, "unitId" text,
    position text, recipient text, language text, pack text, params jsonb, level int, mergeable bool, hours text, status text,
    at timestamptz, "notBefore" timestamptz, "expiresAt" timestamptz, "lastError" text)
  WHERE x.recipient <> 'citizen' OR ${citizenTold}
  ON CONFLICT (ticket_id, seq, ordinal, channel) DO UPDATE SET ${ANEW.map((column) => `${column} = excluded.${column}`).join(', ')}
  WHERE (notice.template, notice.recipient) IS DISTINCT FROM (excluded.template, excluded.recipient)
    OR notice.last_error = 'retracted'`;

export const noticesAsJson = (rows: readonly NoticeRow[]): string => JSON.stringify(rows);

/** Notices of staff that no step of the ticket causes. */
export const TOLD = statement(NOTICE_ROWS('$1::uuid', '$2::jsonb', 'FALSE'), { takes: [uuid, jsonb()] });
