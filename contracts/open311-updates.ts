import { z } from 'zod';
import { CLOSING_CODES, STATES } from '../domain/ticket/vocabulary.js';
import { TimeSchema } from './common.js';
import { given, instant, jurisdiction_id, list, locale, mediaUrls, whole, word } from './open311.js';

/**
 * Updates of requests, as FixMyStreet extends GeoReport v2: read by whoever reported, and written by whoever hears from
 * the citizen again. Statuses are finer than open and closed; these are all that it knows and that fit what happens
 * here.
 */
export const UPDATE_STATUSES = [
  'open',
  'investigating',
  'in_progress',
  'action_scheduled',
  'reopen',
  'fixed',
  'no_further_action',
  'not_councils_responsibility',
  'internal_referral',
  'closed',
] as const;
export type UpdateStatus = (typeof UPDATE_STATUSES)[number];

export const MOST_UPDATES = 1_000;

export const UpdatesQuerySchema = z.object({
  service_request_id: list.meta({ description: 'Extension. Only updates of these; comma-separated.' }),
  start_date: instant.meta({ description: 'Of `updated_datetime`. ISO 8601 with an offset, or a date in China.' }),
  end_date: instant.meta({ description: 'At most 90 days after `start_date`.' }),
  page: whole(999_999).meta({ description: 'Extension. From 1.' }),
  page_size: whole(MOST_UPDATES).meta({
    description: 'Extension. At most 1,000, which is also what is given unasked.',
  }),
  locale,
  jurisdiction_id,
});
export type UpdatesQuery = z.output<typeof UpdatesQuerySchema>;

export const UpdateListSchema = z
  .array(
    z
      .object({
        update_id: z.string().meta({ description: 'The same whenever it is asked for.' }),
        service_request_id: z.string(),
        status: z.enum(UPDATE_STATUSES),
        external_status_code: z
          .enum([...STATES, ...CLOSING_CODES])
          .meta({ description: 'The state, or how it ended: finer than `status`.' }),
        updated_datetime: TimeSchema,
        description: z.string(),
      })
      .meta({ id: 'Open311Update' }),
  )
  .meta({ id: 'Open311UpdateList' });
export type UpdateItem = z.output<typeof UpdateListSchema>[number];

export const NewUpdateSchema = z
  .object({
    api_key: given(z.string().max(200)).meta({ description: 'A key of the role operator.' }),
    jurisdiction_id,
    service_request_id: given(z.string().max(64)),
    update_id: word(200).meta({ description: 'Of the sender. What is sent again under it is written down once.' }),
    update_id_ext: word(200).meta({ description: 'The same, as older senders call it.' }),
    status: word(64).meta({ description: 'As the sender sees it; told to the hotline, and changes nothing.' }),
    updated_datetime: word(64).meta({ description: 'When the citizen said it; told as it was written.' }),
    title: word(200),
    description: word(4_000),
    media_url: mediaUrls,
    locale,
  })
  .meta({ id: 'Open311NewUpdate' });
export type NewUpdate = z.output<typeof NewUpdateSchema>;

export const CreatedUpdateSchema = z
  .array(z.object({ update_id: z.string() }))
  .length(1)
  .meta({ id: 'Open311CreatedUpdate' });
