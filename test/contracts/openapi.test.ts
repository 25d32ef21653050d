import { openApiDocument } from '../../api/docs/openapi.js';
import { routes } from '../../api/routes.js';

/** What generators of clients make of the description: what is loose here is `any` or a string there. */
type Schema = Readonly<Record<string, unknown>>;
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
}
interface Answer {
  readonly description?: string;
  readonly headers?: Readonly<Record<string, { readonly schema: Schema }>>;
  readonly content?: Readonly<Record<string, unknown>>;
}
interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, Answer>>;
}

const document = openApiDocument(routes) as unknown as {
  readonly info: { readonly title: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
const parameters = operations.flatMap((operation) => operation.parameters ?? []);
const named = (name: string): Schema[] => parameters.filter((one) => one.name === name).map(({ schema }) => schema);

/** Every schema of the document, however deep. */
function everySchema(part: unknown): Schema[] {
  if (typeof part !== 'object' || part === null) return [];
  if (Array.isArray(part)) return part.flatMap(everySchema);
  const own = 'type' in part ? [part as Schema] : [];
  return [...own, ...Object.values(part).flatMap(everySchema)];
}
const schemas = everySchema([document.components, document.paths]);

describe('the description of the API', () => {
  it('has a title that a generator can make a name of', () => {
    expect(document.info.title).toMatch(/^[A-Za-z][A-Za-z ]*$/);
  });

  it('calls a number a number: limits, seconds, days, levels, pages', () => {
    for (const name of ['limit', 'wait', 'silentDays', 'page', 'page_size']) {
      expect(named(name).length).toBeGreaterThan(0);
      for (const schema of named(name)) {
        expect([name, schema]).toEqual([name, expect.objectContaining({ type: 'integer' })]);
        expect([name, schema['minimum']]).toEqual([name, name === 'wait' ? 0 : 1]);
        expect([name, schema['maximum']]).toEqual([name, expect.any(Number)]);
      }
    }
    for (const schema of named('level')) expect(schema['items']).toMatchObject({ type: 'integer', maximum: 5 });
    expect(named('limit').map((schema) => schema['default'])).not.toContain(undefined);
  });

  it('calls a yes or no a boolean', () => {
    for (const name of ['overdue', 'unread', 'open']) {
      for (const schema of named(name)) expect([name, schema['type']]).toEqual([name, 'boolean']);
    }
  });

  it('gives examples of the kind that they are examples of', () => {
    for (const { type, example } of schemas.filter(({ example }) => example !== undefined)) {
      const kinds = [type].flat();
      const kind = Array.isArray(example) ? 'array' : Number.isInteger(example) ? 'integer' : typeof example;
      expect([example, kinds]).toEqual([example, expect.arrayContaining([kind])]);
    }
  });

  it.each([
    ['If-Match', ['*', '"v7"'], ['v7', 'W/"v7"', '"v7", "v8"', '"seven"']],
    ['Idempotency-Key', ['a', 'b5c1f0c2-7f0e-4a53-9d1f-7d0a5a3a1c11'], ['', 'a b', '键', 'a'.repeat(256)]],
    ['cursor', ['WyJhIl0.c2lnbmF0dXJl'], ['', 'a', 'a.b.c', 'a b']],
    ['after', ['start', 'end', 'WyJhIl0.c2lnbmF0dXJl'], ['', 'beginning']],
    ['Last-Event-ID', ['WyJhIl0.c2lnbmF0dXJl'], ['7']],
    ['dueTo', ['2026-11-29T10:00:00+08:00', '2026-11-29T02:00:00.5Z'], ['2026-11-29', '2026-11-29T10:00:00', 'soon']],
    ['start_date', ['2026-11-29', '2026-11-29T02:00:00Z'], ['yesterday', '2026-11-29T02:00:00']],
  ])('says how %s is written', (name, good, bad) => {
    expect(named(name).length).toBeGreaterThan(0);
    for (const { pattern } of named(name)) {
      const fits = (text: string): boolean => new RegExp(String(pattern), 'u').test(text);
      expect([name, good.filter((one) => !fits(one)), bad.filter(fits)]).toEqual([name, [], []]);
    }
  });

  it('says how every time and every cursor of an answer is written', () => {
    for (const schema of schemas.filter(({ format }) => format === 'date-time' || format === 'date')) {
      expect([schema, schema['pattern']]).toEqual([schema, expect.any(String)]);
    }
    const cursors = schemas.flatMap(({ properties }) =>
      Object.entries((properties ?? {}) as Record<string, Schema>).filter(([name]) => /^(nextC|c)ursor$/.test(name)),
    );
    expect(cursors.length).toBeGreaterThan(8);
    for (const [name, schema] of cursors) expect([name, schema['pattern']]).toEqual([name, expect.any(String)]);
  });

  it('knows that headers may be too large, wherever they are sent', () => {
    for (const { operationId, responses } of operations) {
      expect([operationId, responses['431']?.description]).toEqual([operationId, expect.stringMatching(/16 kB/)]);
    }
  });

  it('says that there is a time to wait for, wherever waiting helps', () => {
    for (const { operationId, responses } of operations) {
      for (const status of ['429', '503']) {
        const answer = responses[status];
        if (!answer || !('application/problem+json' in (answer.content ?? {}))) continue;
        const wait = answer.headers?.['Retry-After']?.schema;
        expect([operationId, status, wait]).toEqual([operationId, status, { type: 'integer', minimum: 0 }]);
      }
    }
  });

  it('says in which language an answer is, and that it depends on the caller, wherever it does', () => {
    let negotiated = 0;
    for (const { operationId, tags, responses } of operations) {
      for (const [status, { content, headers = {} }] of Object.entries(responses)) {
        const worded =
          'application/problem+json' in (content ?? {}) || (tags.includes('Open311') && 'text/xml' in (content ?? {}));
        if (!worded || (operationId === 'open311GetToken' && status === '200')) continue;
        negotiated += 1;
        expect([operationId, status, headers['Content-Language']?.schema]).toEqual([
          operationId,
          status,
          { type: 'string', enum: ['zh', 'en'] },
        ]);
        expect([operationId, status, headers['Vary']?.schema]).toMatchObject([operationId, status, { type: 'string' }]);
      }
    }
    expect(negotiated).toBeGreaterThan(300);
  });
});
