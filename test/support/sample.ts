import { z } from 'zod';

interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
}

/** Texts of the shapes that the contracts know. */
const TEXTS = [
  'x',
  'xx',
  '1',
  '010102',
  '2030-01-01T00:00:00+08:00',
  '2030-01-01',
  '0192d3c4-0000-7000-8000-000000000000',
  '13800001234',
  'https://example.org/hook',
  'someone@example.org',
];

/** What of the optional is said too. */
type Also = (name: string) => boolean;

/**
 * Something that a schema takes: as little as it allows, else everything that it names, else one more thing than it
 * must have; `undefined` when none of these will do.
 */
export function sampleFor(schema: z.ZodType): unknown {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const named = shape.$defs ?? {};
  const top = shape.$ref === undefined ? shape : (named[shape.$ref.replace(DEFS, '')] ?? {});
  const one = Object.keys(top.properties ?? {}).map(
    (wanted): Also =>
      (name) =>
        name === wanted,
  );
  const ways: Also[] = [() => false, () => true, ...one];
  return ways.map((also) => sampleOf(shape, also, named)).find((sample) => schema.safeParse(sample).success);
}

const DEFS = '#/$defs/';

function sampleOf(schema: JsonSchema, also: Also, named: Readonly<Record<string, JsonSchema>>): unknown {
  const of = (part: JsonSchema): unknown => sampleOf(part, also, named);
  if (schema.$ref !== undefined) return of(named[schema.$ref.replace(DEFS, '')] ?? {});
  if (schema.example !== undefined) return schema.example;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [variant] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (variant) return of(variant);
  switch (typeof schema.type === 'string' ? schema.type : schema.type?.[0]) {
    case 'object': {
      const wanted = Object.entries(schema.properties ?? {}).filter(
        ([name]) => also(name) || schema.required?.includes(name) === true,
      );
      return Object.fromEntries(wanted.map(([name, property]) => [name, of(property)]));
    }
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => of(schema.items ?? {}));
    case 'integer':
    case 'number':
      return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1;
    case 'boolean':
      return true;
    default: {
      const { pattern } = schema;
      return pattern === undefined ? TEXTS[0] : TEXTS.find((text) => new RegExp(pattern, 'u').test(text));
    }
  }
}
