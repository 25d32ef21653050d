import { Ajv, type SchemaObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

/**
 * What GeoReport v2 demands of each answer in JSON, and what this server promises beyond it: no field but those of the
 * standard and the named extensions, everything present, ids and codes as strings.
 */
const maybe = (schema: SchemaObject): SchemaObject => ({ anyOf: [schema, { type: 'null' }] });
const word: SchemaObject = { type: 'string', minLength: 1 };
const moment: SchemaObject = { type: 'string', format: 'date-time' };
const exactly = (
  properties: Record<string, SchemaObject>,
  besides: Record<string, SchemaObject> = {},
): SchemaObject => ({
  type: 'object',
  required: Object.keys(properties),
  properties: { ...properties, ...besides },
  additionalProperties: false,
});
const listOf = (items: SchemaObject, more: SchemaObject = {}): SchemaObject => ({ type: 'array', items, ...more });

const SERVICES = listOf(
  exactly({
    service_code: word,
    service_name: word,
    description: maybe(word),
    metadata: { type: 'boolean' },
    type: { enum: ['realtime', 'batch', 'blackbox'] },
    keywords: maybe(word),
    group: maybe(word),
  }),
  { minItems: 1 },
);

const DEFINITION = exactly({
  service_code: word,
  attributes: listOf(
    exactly(
      {
        variable: { type: 'boolean' },
        code: word,
        datatype: { enum: ['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist'] },
        required: { type: 'boolean' },
        datatype_description: maybe(word),
        order: { type: 'integer', minimum: 1 },
        description: maybe(word),
      },
      { values: listOf(exactly({ key: word, name: word }), { minItems: 1 }) },
    ),
  ),
});

const REQUESTS = listOf(
  exactly(
    {
      service_request_id: word,
      status: { enum: ['open', 'closed'] },
      status_notes: maybe(word),
      service_name: maybe(word),
      service_code: word,
      description: maybe({ type: 'string', maxLength: 4_000 }),
      agency_responsible: maybe(word),
      service_notice: maybe(word),
      requested_datetime: moment,
      updated_datetime: maybe(moment),
      expected_datetime: maybe(moment),
      address: maybe(word),
      address_id: maybe(word),
      zipcode: maybe(word),
      lat: maybe({ type: 'number', minimum: -90, maximum: 90 }),
      long: maybe({ type: 'number', minimum: -180, maximum: 180 }),
      media_url: maybe({ type: 'string', format: 'uri' }),
    },
    { extended_attributes: { type: 'object' }, notes: { type: 'array' } },
  ),
);

const one = (item: SchemaObject): SchemaObject => listOf(item, { minItems: 1, maxItems: 1 });
const CREATED = one(
  exactly(
    { service_request_id: word, service_notice: maybe(word), account_id: maybe(word) },
    { extended_attributes: { type: 'object' } },
  ),
);
const UPDATES = listOf(
  exactly({
    update_id: word,
    service_request_id: word,
    status: { type: 'string', pattern: '^[a-z]+(_[a-z]+)*$' },
    external_status_code: word,
    updated_datetime: moment,
    description: word,
  }),
);
const UPDATED = one(exactly({ update_id: word }));
const TOKEN = one(exactly({ service_request_id: word, token: word }));
const DISCOVERY = exactly({
  changeset: moment,
  contact: word,
  key_service: word,
  endpoints: listOf(
    exactly({
      specification: { const: 'http://wiki.open311.org/GeoReport_v2' },
      url: { type: 'string', format: 'uri' },
      changeset: moment,
      type: { enum: ['production', 'test'] },
      formats: listOf({ enum: ['text/xml', 'application/json'] }, { minItems: 2 }),
    }),
    { minItems: 1 },
  ),
});
const ERRORS = listOf(exactly({ code: { type: 'integer', minimum: 400, maximum: 599 }, description: word }), {
  minItems: 1,
});

const ajv = new Ajv({ allErrors: true });
formats.default(ajv);

const VALIDATORS: Readonly<Record<string, ValidateFunction>> = {
  services: ajv.compile(SERVICES),
  definition: ajv.compile(DEFINITION),
  requests: ajv.compile(REQUESTS),
  created: ajv.compile(CREATED),
  token: ajv.compile(TOKEN),
  updates: ajv.compile(UPDATES),
  updated: ajv.compile(UPDATED),
  discovery: ajv.compile(DISCOVERY),
  errors: ajv.compile(ERRORS),
};
export type AnswerKind =
  'services' | 'definition' | 'requests' | 'created' | 'token' | 'updates' | 'updated' | 'discovery' | 'errors';

/** What is wrong with an answer; empty: nothing. */
export function complaintsAbout(kind: AnswerKind, body: unknown): string[] {
  const validate = VALIDATORS[kind];
  if (!validate) throw new Error(`There is no schema for ${kind}.`);
  return validate(body) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
