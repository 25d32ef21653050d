import { z } from 'zod';
import { ATTRIBUTE_DATATYPES } from '../domain/intake/service-definition.js';
import { STATES } from '../domain/ticket/vocabulary.js';
import { ClassCodeSchema, DAY_PATTERN, text, TIME_PATTERN, TimeSchema } from './common.js';

/** GeoReport v2 as it is served under `/open311/v2`. Ids and codes are strings, and what is empty is null. */
export const OPEN311_FORMATS = ['json', 'xml'] as const;
export type Open311Format = (typeof OPEN311_FORMATS)[number];

const format = z.enum(OPEN311_FORMATS).meta({ description: 'The suffix decides.', example: 'json' });
export const FormatParamsSchema = z.object({ format });
export const ServiceParamsSchema = z.object({ code: z.string().max(64).meta({ example: '010102' }), format });
export const RequestParamsSchema = z.object({ id: z.string().max(64).meta({ example: '20261123-000042' }), format });
export const TokenParamsSchema = z.object({ token: z.string().max(200), format });

/** An empty parameter equals an absent one, and unknown ones are passed over: senders are many and old. */
export function given<T extends z.ZodType>(schema: T): z.ZodType<z.output<T> | undefined> {
  return z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
}

/** `a,b`; repeating the parameter means the same. */
export const list = given(
  z
    .preprocess((value) => (Array.isArray(value) ? value.join(',') : value), z.string().max(40_000))
    .transform((value) =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    ),
);
export const locale = given(z.string().max(64)).meta({ description: '`zh` or `en`; stands above `Accept-Language`.' });
const extensions = z
  .preprocess(
    (value) => (typeof value === 'string' && value.toLowerCase() === 'true' ? 'true' : 'false'),
    z.enum(['true', 'false']),
  )
  .optional()
  .meta({ type: 'string', enum: ['true', 'false'], description: '`true`: with what the standard lacks.' });
/** A day alone is one in China. */
const INSTANT_PATTERN = `${TIME_PATTERN}|${DAY_PATTERN}`;
export const instant = given(z.string().max(64)).meta({ pattern: INSTANT_PATTERN });
export const whole = (most: number): z.ZodType<string | undefined> =>
  given(z.string().regex(/^[1-9]\d{0,5}$/, 'Write a whole number from 1.')).meta({
    type: 'integer',
    minimum: 1,
    maximum: most,
  });
export const jurisdiction_id = given(z.string().max(200)).meta({ description: 'Not needed: one city is served.' });

export const LocaleQuerySchema = z.object({ locale, jurisdiction_id });
export const RequestQuerySchema = z.object({ locale, extensions, jurisdiction_id });
export const RequestsQuerySchema = z.object({
  service_request_id: list.meta({ description: 'Comma-separated; overrides all other filters.' }),
  service_code: list.meta({ description: 'Comma-separated.' }),
  start_date: instant.meta({ description: 'Of `requested_datetime`. ISO 8601 with an offset, or a date in China.' }),
  end_date: instant.meta({ description: 'At most 90 days after `start_date`.' }),
  status: list.meta({ description: '`open`, `closed`, or both.' }),
  updated_after: instant.meta({ description: 'Extension. Of `updated_datetime`.' }),
  updated_before: instant.meta({ description: 'Extension.' }),
  page: whole(999_999).meta({ description: 'Extension. From 1.' }),
  page_size: whole(100).meta({ description: 'Extension. At most 100, which is also what is given unasked.' }),
  extensions,
  locale,
  jurisdiction_id,
});
export type RequestsQuery = z.output<typeof RequestsQuerySchema>;

export const word = (most: number): z.ZodType<string | undefined> => given(text(most));

/** Some clients send one for each picture. */
export const mediaUrls = z
  .preprocess(
    (value) => (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined && one !== ''),
    z
      .array(
        z
          .url({ protocol: /^https?$/, hostname: z.regexes.domain, error: 'Write an http or https address.' })
          .max(2_000),
      )
      .max(20, 'At most 20 addresses.'),
  )
  .optional()
  .meta({ description: 'Repeated for several; the public is shown the first.' });

export const NewRequestSchema = z
  .object({
    api_key: given(z.string().max(200)).meta({ description: 'A key of the role operator.' }),
    jurisdiction_id,
    service_code: given(z.string().max(64)),
    lat: given(z.string().max(64)).meta({ description: 'WGS84, together with `long`.' }),
    long: given(z.string().max(64)),
    address_string: word(500),
    address_id: given(z.string().max(64)).meta({
      description: 'A unit of the place, as `GET /api/v1/units` names it.',
    }),
    attribute: z
      .unknown()
      .optional()
      .meta({ description: '`attribute[code]=value`, and `attribute[code][]=value` for several.' }),
    email: given(z.email('This is no e-mail address.').max(254)),
    device_id: word(200),
    account_id: word(200),
    first_name: word(50),
    last_name: word(50),
    phone: word(64),
    description: word(4_000),
    media_url: mediaUrls,
    extensions,
    locale,
  })
  .meta({ id: 'Open311NewRequest' });
export type NewRequest = z.output<typeof NewRequestSchema>;

const nullable = z.string().nullable();

export const ServiceListSchema = z
  .array(
    z
      .object({
        service_code: ClassCodeSchema,
        service_name: z.string(),
        description: nullable,
        metadata: z.boolean(),
        type: z.literal('realtime'),
        keywords: nullable,
        group: nullable,
      })
      .meta({ id: 'Open311Service' }),
  )
  .meta({ id: 'Open311ServiceList' });

export const ServiceDefinitionSchema = z
  .object({
    service_code: ClassCodeSchema,
    attributes: z.array(
      z.object({
        variable: z.boolean(),
        code: z.string(),
        datatype: z.enum(ATTRIBUTE_DATATYPES),
        required: z.boolean(),
        datatype_description: nullable,
        order: z.int().positive(),
        description: nullable,
        values: z.array(z.object({ key: z.string(), name: z.string() })).optional(),
      }),
    ),
  })
  .meta({ id: 'Open311ServiceDefinition' });

export const RequestListSchema = z
  .array(
    z
      .object({
        service_request_id: z.string(),
        status: z.enum(['open', 'closed']),
        status_notes: nullable,
        service_name: nullable,
        service_code: z.string(),
        description: nullable,
        agency_responsible: nullable,
        service_notice: nullable,
        requested_datetime: TimeSchema,
        updated_datetime: TimeSchema,
        expected_datetime: TimeSchema.nullable(),
        address: nullable,
        address_id: nullable,
        zipcode: nullable,
        lat: z.number().nullable(),
        long: z.number().nullable(),
        media_url: nullable,
        extended_attributes: z
          .object({
            state: z.enum(STATES),
            closing_code: nullable,
            attributes: z.array(
              z.object({ code: z.string(), values: z.array(z.object({ key: nullable, name: z.string() })) }),
            ),
          })
          .optional(),
        notes: z.array(z.object({ datetime: TimeSchema, type: z.string(), description: z.string() })).optional(),
      })
      .meta({ id: 'Open311Request' }),
  )
  .meta({ id: 'Open311RequestList' });

export const CreatedRequestSchema = z
  .array(
    z.object({
      service_request_id: z.string(),
      service_notice: nullable,
      account_id: nullable,
      extended_attributes: z.object({ token: z.string() }).optional(),
    }),
  )
  .length(1)
  .meta({ id: 'Open311CreatedRequest' });

export const RequestTokenSchema = z
  .array(z.object({ service_request_id: z.string(), token: z.string() }))
  .length(1)
  .meta({ id: 'Open311RequestToken' });

export const DiscoverySchema = z
  .object({
    changeset: TimeSchema,
    contact: z.string(),
    key_service: z.string(),
    endpoints: z.array(
      z.object({
        specification: z.string(),
        url: z.string(),
        changeset: TimeSchema,
        type: z.enum(['production', 'test']),
        formats: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'Open311Discovery' });

export const ErrorListSchema = z
  .array(z.object({ code: z.int(), description: z.string() }))
  .min(1)
  .meta({ id: 'Open311ErrorList' });

export type ServiceItem = z.output<typeof ServiceListSchema>[number];
export type ServiceDefinitionBody = z.output<typeof ServiceDefinitionSchema>;
export type RequestItem = z.output<typeof RequestListSchema>[number];
export type DiscoveryBody = z.output<typeof DiscoverySchema>;
export type ErrorItem = z.output<typeof ErrorListSchema>[number];
