import { z } from 'zod';
import { COMMAND_BODIES, type AccountCommand } from '../../contracts/commands.js';
import type { zh } from '../words/zh.js';

// A page's policy lets nothing make code out of text, and the library need not try.
z.config({ jitless: true });

export type FieldName = keyof (typeof zh)['form']['fields'];

/** How a field of a command's body is asked for. */
export interface Field {
  readonly name: FieldName;
  readonly required: boolean;
  readonly kind:
    | 'text'
    | 'line'
    | 'number'
    | 'yesNo'
    | 'mark'
    | 'choice'
    | 'scale'
    | 'time'
    | 'unit'
    | 'units'
    | 'class'
    | 'part'
    | 'person'
    | 'files'
    | 'place'
    | 'kept'
    | 'added'
    | 'entry';
  readonly most?: number;
  readonly least?: number;
  readonly options?: readonly (string | number)[];
}

/** What the shape alone does not tell: what the value names. */
const NAMED: Readonly<Record<string, Field['kind']>> = {
  unit: 'unit',
  suggestedUnit: 'unit',
  accusedUnit: 'unit',
  area: 'unit',
  units: 'units',
  coUnits: 'units',
  classCode: 'class',
  request: 'part',
  task: 'part',
  supervision: 'part',
  handler: 'person',
  attachments: 'files',
  until: 'time',
  address: 'place',
  kept: 'kept',
  added: 'added',
  entry: 'entry',
  satisfied: 'scale',
};
/** Up to here a text stands in one line. */
const LINE = 200;

/** The fields of a command, as its contract has them and in its order. */
export function fieldsOf(command: AccountCommand): readonly Field[] {
  const schema: z.ZodObject = COMMAND_BODIES[command];
  return Object.entries(schema.shape).map(([name, inner]) => fieldOf(name as FieldName, inner as z.ZodType));
}

function fieldOf(name: FieldName, given: z.ZodType): Field {
  const required = !(given instanceof z.ZodOptional);
  let schema: unknown = given;
  while (schema instanceof z.ZodOptional || schema instanceof z.ZodPipe)
    schema = schema instanceof z.ZodOptional ? schema.unwrap() : schema.in;
  const common = { name, required };
  const named = NAMED[name];
  if (named !== undefined) return { ...common, kind: named };
  if (schema instanceof z.ZodEnum) return { ...common, kind: 'choice', options: schema.options };
  if (schema instanceof z.ZodLiteral) return { ...common, kind: 'mark' };
  if (schema instanceof z.ZodBoolean) return { ...common, kind: required ? 'yesNo' : 'mark' };
  if (schema instanceof z.ZodNumber)
    return { ...common, kind: 'number', least: schema.minValue ?? 0, most: schema.maxValue ?? 1_000 };
  const most = schema instanceof z.ZodString ? (schema.maxLength ?? LINE) : LINE;
  return { ...common, kind: most > LINE ? 'text' : 'line', most };
}
