/**
 * Asks a running server everything that GeoReport v2 knows and holds its answers against the schema files of the
 * standard.
 *
 * node scripts/check-open311.mjs --schemas <folder> --api <url> [--key <api_key>]
 *
 * The folder holds `service.json`, `services.json`, `service-definition.json`, `request.json` and `requests.json`. With
 * a key of the role operator a request is made as well. Every call is one line; the exit code is 1 when one failed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { XMLValidator } from 'fast-xml-parser';

const FILES = ['service.json', 'services.json', 'service-definition.json', 'request.json', 'requests.json'];
const TYPES = { json: 'application/json; charset=utf-8', xml: 'text/xml; charset=utf-8' };
const FORM = 'application/x-www-form-urlencoded; charset=utf-8';

const { values } = parseArgs({
  options: { schemas: { type: 'string' }, api: { type: 'string' }, key: { type: 'string' } },
});
if (!values.schemas || !values.api) {
  console.error('Say where the schemas and the server are: --schemas <folder> --api <url> [--key <api_key>]');
  process.exit(2);
}
const base = `${values.api.replace(/\/$/, '')}/open311/v2`;

// Files of the standard name each other by file name, and put rules beside a $ref that a strict reader refuses.
const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
for (const file of FILES) ajv.addSchema(JSON.parse(readFileSync(join(values.schemas, file), 'utf8')), file);

let failed = 0;
function report(name, complaints) {
  console.log(`${complaints.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  for (const complaint of complaints) console.log(`       ${complaint}`);
  if (complaints.length > 0) failed += 1;
}

function fitting(schema, body) {
  const validate = ajv.getSchema(schema);
  return validate(body) ? [] : validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const errorForm = (body) =>
  Array.isArray(body) && body.length > 0 && body.every((one) => Number.isInteger(one.code) && one.description)
    ? []
    : ['errors are not a list of code, a number, and description'];

/** A list is a parameter that is repeated. */
function formOf(fields) {
  const pairs = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  return new URLSearchParams(pairs).toString();
}

/** The same with a picture, as telephones send it. */
function multipartOf(fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const picture = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(100_000, 7)]);
  body.append('media', new Blob([picture], { type: 'image/jpeg' }), 'picture.jpg');
  return body;
}

/** One call in JSON, checked by `check`, and the same in XML, which must be well-formed; answers with the JSON. */
async function call(path, check, { status = 200, form, multipart } = {}) {
  let answer;
  for (const format of ['json', 'xml']) {
    const [name, query = ''] = path.split('?');
    const url = `${base}/${name}.${format}${query && `?${query}`}`;
    const response = await fetch(url, {
      ...(form && { method: 'POST', headers: { 'Content-Type': FORM }, body: formOf(form) }),
      ...(multipart && { method: 'POST', body: multipartOf(multipart) }),
    });
    const text = await response.text();
    const complaints = [];
    if (response.status !== status) complaints.push(`status ${response.status} instead of ${status}`);
    const type = response.headers.get('content-type');
    if (type !== TYPES[format]) complaints.push(`Content-Type ${type}`);
    if (format === 'xml') {
      const found = XMLValidator.validate(text);
      if (found !== true) complaints.push(`XML: ${found.err.msg}`);
      if (!text.startsWith('<?xml ')) complaints.push('no XML declaration');
    } else {
      try {
        answer = JSON.parse(text);
        complaints.push(...check(answer));
      } catch (error) {
        complaints.push(String(error));
      }
    }
    report(
      `${(form ?? multipart) ? 'POST' : 'GET '} ${name}.${format}${query && `?${query}`} → ${response.status}`,
      complaints,
    );
  }
  return answer;
}

const schema = (file) => (body) => fitting(file, body);
const isString = (value) => typeof value === 'string' && value !== '';

const oneUpdate = (body) => (body.length === 1 && isString(body[0].update_id) ? [] : ['no update_id']);
const updatesForm = (body) => [
  ...body.flatMap((one) =>
    ['update_id', 'service_request_id', 'status', 'updated_datetime', 'description']
      .filter((field) => !isString(one[field]))
      .map((field) => `${one.update_id}: no ${field}`),
  ),
  ...(body.every((one, n) => n === 0 || Date.parse(one.updated_datetime) >= Date.parse(body[n - 1].updated_datetime))
    ? []
    : ['not in order']),
];

await call('discovery', (body) => [
  ...['changeset', 'contact', 'key_service', 'endpoints'].filter((field) => !body[field]).map((field) => `no ${field}`),
  ...body.endpoints.flatMap(({ type, url, specification, formats }) => [
    ...(['production', 'test'].includes(type) ? [] : [`${url} is of the type ${type}`]),
    ...(URL.canParse(url) && isString(specification) && formats.length > 0 ? [] : [`${url} says too little`]),
  ]),
]);
const services = await call('services', schema('services.json'));
for (const { service_code } of services.filter(({ metadata }) => metadata)) {
  await call(`services/${service_code}`, schema('service-definition.json'));
}
const without = services.find(({ metadata }) => !metadata);
if (without) await call(`services/${without.service_code}`, schema('service-definition.json'));

if (values.key) {
  const made = await call(
    'requests',
    ([one]) => (isString(one?.service_request_id) !== isString(one?.token) ? [] : ['neither or both of id and token']),
    {
      form: {
        api_key: values.key,
        service_code: without?.service_code ?? services[0].service_code,
        lat: '23.12908',
        long: '113.26436',
        description: 'A request made to see whether requests can be made.',
        'attribute[easting]': '529090',
        media_url: ['https://photos.example.org/1.jpg', 'https://photos.example.org/2.jpg'],
        extensions: 'true',
      },
    },
  );
  const id = made?.[0]?.service_request_id;
  await call(`requests/${id}`, schema('requests.json'));
  await call(`requests/${id}?extensions=true`, schema('requests.json'));
  await call('requests', ([one]) => (isString(one?.service_request_id) ? [] : ['no id']), {
    multipart: {
      api_key: values.key,
      service_code: without?.service_code ?? services[0].service_code,
      lat: '23.12908',
      long: '113.26436',
      description: 'A request made with a picture.',
    },
  });
  const update = {
    api_key: values.key,
    service_request_id: id,
    update_id: 'check-open311',
    updated_datetime: new Date().toISOString(),
    status: 'OPEN',
    description: 'An update made to see whether updates can be made.',
  };
  const told = await call('servicerequestupdates', oneUpdate, { form: update });
  await call(
    'servicerequestupdates',
    (body) => (body[0]?.update_id === told?.[0]?.update_id ? [] : ['written twice']),
    {
      form: update,
    },
  );
  const token = made?.[0]?.extended_attributes?.token;
  await call(`tokens/${token}`, (body) => (body[0]?.service_request_id === id ? [] : ['another id']));
}
const requests = await call('requests', schema('requests.json'));
for (const status of ['open', 'closed']) {
  await call(`requests?status=${status}`, (body) => [
    ...fitting('requests.json', body),
    ...body.filter((one) => one.status !== status).map((one) => `${one.service_request_id} is ${one.status}`),
  ]);
}
await call('servicerequestupdates', updatesForm);
const hoursAgo = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString();
await call(`servicerequestupdates?start_date=${hoursAgo(2)}&end_date=${hoursAgo(0)}`, updatesForm);
const first = requests[0];
if (first) {
  await call(`requests?service_code=${first.service_code}&page=1&page_size=10`, schema('requests.json'));
  await call(`requests?service_request_id=${first.service_request_id}`, (body) => [
    ...fitting('requests.json', body),
    ...(body.length === 1 ? [] : [`${body.length} requests instead of one`]),
  ]);
}
await call('requests/nothing', errorForm, { status: 404 });
await call('services/nothing', errorForm, { status: 404 });
await call('tokens/nothing', errorForm, { status: 404 });
await call('requests?start_date=yesterday', errorForm, { status: 400 });
await call('servicerequestupdates?start_date=yesterday', errorForm, { status: 400 });
await call('servicerequestupdates', errorForm, { status: 403, form: { service_request_id: 'nothing' } });
await call('requests', errorForm, { status: 403, form: { service_code: services[0].service_code } });

console.log(failed === 0 ? 'Everything fits.' : `${failed} of these failed.`);
process.exit(failed === 0 ? 0 : 1);
