import { Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd';
import { lazy, Suspense, type ComponentProps, type ReactElement } from 'react';
import { z } from 'zod';
import { UnitsPicker } from '../forms/pickers.js';
import { useWords } from '../words/i18n.js';
import { AnyUnit } from './any-unit.js';

// A page's policy lets nothing make code out of text, and the library need not try.
z.config({ jitless: true });

export type Values = Record<string, unknown>;

export interface ContractField {
  readonly name: string;
  readonly required: boolean;
  readonly nullable: boolean;
  readonly kind:
    'line' | 'text' | 'number' | 'mark' | 'choice' | 'choices' | 'lines' | 'unit' | 'units' | 'day' | 'other';
  readonly most?: number;
  readonly least?: number;
  readonly options?: readonly (string | number)[];
}

/** What the shape alone does not tell: what the text names. */
const NAMED: Readonly<Record<string, ContractField['kind']>> = {
  ...{ unit: 'unit', parent: 'unit', successor: 'unit', owners: 'units' },
};
/** Addresses stand in one line, however long. */
const IS_LINE: ReadonlySet<string> = new Set(['issuer', 'webhookUrl', 'url']);
/** Up to here a text stands in one line. */
const LINE = 200;
/** So many choices are seen at once; more are picked from a list. */
const AT_ONCE = 4;

/** The fields of a body, as its contract has them and in its order. */
export function contractFields(schema: z.ZodObject): readonly ContractField[] {
  return Object.entries(schema.shape).map(([name, inner]) => fieldOf(name, inner as z.ZodType));
}

function fieldOf(name: string, given: z.ZodType): ContractField {
  let required = true;
  let nullable = false;
  let inner: unknown = given;
  for (;;) {
    if (inner instanceof z.ZodNullable) nullable = true;
    if (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodNullable) {
      required = false;
      inner = inner.unwrap();
    } else if (inner instanceof z.ZodPipe) inner = inner.in;
    else break;
  }
  const common = { name, required, nullable };
  const named = NAMED[name];
  if (named !== undefined) return { ...common, kind: named };
  if (inner instanceof z.ZodEnum) return { ...common, kind: 'choice', options: inner.options };
  if (inner instanceof z.ZodBoolean) return { ...common, kind: 'mark' };
  if (inner instanceof z.ZodISODate) return { ...common, kind: 'day' };
  if (inner instanceof z.ZodNumber)
    return { ...common, kind: 'number', least: inner.minValue ?? 0, most: inner.maxValue ?? 1_000 };
  if (inner instanceof z.ZodArray) {
    const { element } = inner;
    if (element instanceof z.ZodEnum) return { ...common, kind: 'choices', options: element.options };
    return { ...common, kind: element instanceof z.ZodString ? 'lines' : 'other' };
  }
  if (!(inner instanceof z.ZodString) && !(inner instanceof z.ZodStringFormat)) return { ...common, kind: 'other' };
  const most = inner.maxLength ?? LINE;
  return { ...common, kind: most > LINE && !IS_LINE.has(name) ? 'text' : 'line', most };
}

/** A body as its contract wants it: what was left empty is nothing, and a day is written as one. */
export function bodyOf(schema: z.ZodObject, values: Values): Values {
  const body: Values = {};
  for (const { name, nullable } of contractFields(schema)) {
    const value = values[name];
    if (value !== undefined && value !== null && value !== '') body[name] = value;
    else if (nullable) body[name] = null;
  }
  return body;
}

/** Some of a contract's fields are asked for in another way than their shape suggests, or not at all. */
export type Controls = Readonly<Record<string, ReactElement | null>>;

/** The fields of a contract with what they are called; `controls` for those with a control of their own. */
export function ContractFields({
  schema,
  label,
  hint,
  wordOf = String,
  controls = {},
  within = [],
}: {
  schema: z.ZodObject;
  label: (field: string) => string;
  hint?: (field: string) => string | undefined;
  /** What a choice is called. */
  wordOf?: (option: string, field: string) => string;
  controls?: Controls;
  /** Where in the form they lie, for those of a row. */
  within?: readonly (string | number)[];
}) {
  const { t } = useWords();
  return contractFields(schema)
    .filter(({ name }) => controls[name] !== null)
    .map((field) => {
      const { name, kind, required } = field;
      const path = [...within, name];
      if (kind === 'mark' && controls[name] === undefined) {
        return (
          <Form.Item key={name} name={path} valuePropName="checked" extra={hint?.(name)}>
            <Checkbox>{label(name)}</Checkbox>
          </Form.Item>
        );
      }
      return (
        <Form.Item
          key={name}
          name={path}
          extra={hint?.(name)}
          label={
            <>
              {label(name)}
              {!required && <span className="quiet">（{t('optional')}）</span>}
            </>
          }
          rules={[{ required, message: t('signIn.needed') }]}
        >
          {controls[name] ?? <Control field={field} wordOf={(option) => wordOf(option, name)} />}
        </Form.Item>
      );
    });
}

interface Controlled {
  readonly id?: string;
  readonly value?: never;
  readonly onChange?: (value: unknown) => void;
}

function Control({
  field: { kind, most, least, options = [], required },
  wordOf,
  ...given
}: Controlled & { field: ContractField; wordOf: (option: string) => string }) {
  const { t } = useWords();
  const { onChange } = given;
  const shown = options.map((value) => ({ value, label: wordOf(String(value)) }));
  switch (kind) {
    case 'text':
      return <Input.TextArea {...given} className="grows" rows={2} maxLength={most} />;
    case 'number':
      return <InputNumber {...given} min={least} max={most} precision={0} />;
    case 'unit':
      return <AnyUnit {...given} />;
    case 'units':
      return <UnitsPicker {...given} />;
    case 'choices':
      return <Checkbox.Group {...given} options={shown} />;
    case 'lines':
      return <Select {...given} mode="tags" open={false} suffixIcon={null} tokenSeparators={[' ', ',', '，', '\n']} />;
    case 'day':
      return <DayField {...given} />;
    case 'choice':
      if (shown.length > AT_ONCE)
        return <Select {...given} allowClear={!required} options={shown} placeholder={t('form.choose')} />;
      return (
        <Radio.Group
          {...given}
          optionType="button"
          options={shown}
          onChange={({ target }) => onChange?.(target.value as string)}
        />
      );
    default:
      return <Input {...given} maxLength={most} />;
  }
}

const Picker = lazy(() => import('./day-picker.js').then((module) => ({ default: module.DayPicker })));

/** A day, kept as it is written. The picker is large, and fetched where one is shown; its place is held until then. */
export function DayField(props: ComponentProps<typeof Picker>) {
  return (
    <Suspense fallback={<Input className="day-field" disabled aria-hidden />}>
      <Picker {...props} />
    </Suspense>
  );
}
