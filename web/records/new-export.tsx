import { Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import {
  COLUMN_ROWS,
  DIVISIONS,
  EXPORT_COLUMNS,
  USUAL_COLUMNS,
  type ExportColumn,
} from '../../domain/export/columns.js';
import { EXPORT_FORMATS, EXPORT_KINDS, EXPORT_PURPOSES } from '../../domain/export/export-job.js';
import { TYPE_WORDS, URGENCY_WORDS } from '../../domain/ticket/code-words.js';
import { STATE_WORDS, type Words } from '../../domain/ticket/words.js';
import { DayField, type Values } from '../admin/contract-fields.js';
import { forgetAdminDraft } from '../admin/drafts.js';
import { NounForm } from '../admin/noun-form.js';
import { api, ask } from '../api/client.js';
import type { components } from '../generated/api.js';
import { ClassPicker, UnitsPicker } from '../forms/pickers.js';
import { useWords } from '../words/i18n.js';
import { wishedFilter, type Export } from './exports.js';

const DRAFT = 'export new';
type Body = components['schemas']['NewExport'];
const isOfPeople = (column: ExportColumn): boolean => 'field' in COLUMN_ROWS[column];

/** What comes from a search is asked anew, whatever was begun before. */
function firstValues(): Values {
  if (wishedFilter.get()) forgetAdminDraft(DRAFT);
  const { class: classes, ...filter } = (wishedFilter.get() ?? {}) as Values;
  wishedFilter.set(null);
  const [classCode] = (classes ?? []) as string[];
  return {
    ...{ kind: 'tickets', format: 'csv', columns: [...USUAL_COLUMNS], year: new Date().getUTCFullYear(), by: ['unit'] },
    filter: { ...filter, ...(classCode !== undefined && { class: classCode }) },
  };
}

/** As the contract wants it: what was left empty is no filter, and a day begins as China's does. */
function bodyOf({ kind, format, purpose, words, filter, columns, year, by }: Values): Body {
  const common = { format, purpose, words };
  if (kind === 'statistics') return { kind, year, by, ...common } as Body;
  const { class: classCode, dueFrom, dueTo, ...more } = (filter ?? {}) as Values;
  const said: Values = {
    ...more,
    ...(typeof classCode === 'string' && { class: [classCode] }),
    ...(typeof dueFrom === 'string' && { dueFrom: `${dueFrom}T00:00:00+08:00` }),
    ...(typeof dueTo === 'string' && { dueTo: `${dueTo}T00:00:00+08:00` }),
  };
  const isEmpty = (value: unknown): boolean =>
    value === undefined ||
    value === null ||
    value === '' ||
    value === false ||
    (Array.isArray(value) && value.length === 0);
  const narrowed = Object.entries(said).filter(([, value]) => !isEmpty(value));
  return { kind: 'tickets', filter: Object.fromEntries(narrowed), columns, ...common } as Body;
}

export function NewExport({ onDone, onClose }: { onDone: (made: Export) => void; onClose: () => void }) {
  const { t } = useWords();
  const [held] = useState(() => ({ values: firstValues(), version: null }));
  const needed = [{ required: true, message: t('signIn.needed') }];
  return (
    <section className="card">
      <NounForm
        name={DRAFT}
        held={held}
        submitWords={t('exports.add')}
        send={(values, { key }) =>
          ask(
            api.POST('/api/v1/exports', {
              params: { header: { 'Idempotency-Key': key } },
              body: bodyOf(values),
            }),
          )
        }
        onDone={onDone}
        onClose={onClose}
      >
        <Form.Item name="purpose" label={t('exports.purpose')} rules={needed}>
          <Select
            placeholder={t('form.choose')}
            options={EXPORT_PURPOSES.map((value) => ({ value, label: t(`exports.purposes.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="words" label={t('exports.words')} extra={t('exports.wordsHint')} rules={needed}>
          <Input.TextArea className="grows" rows={2} maxLength={2_000} />
        </Form.Item>
        <Form.Item name="kind" label={t('exports.kind')}>
          <Radio.Group
            optionType="button"
            options={EXPORT_KINDS.map((value) => ({ value, label: t(`exports.kinds.${value}`) }))}
          />
        </Form.Item>
        <What />
        <Form.Item name="format" label={t('exports.format')}>
          <Radio.Group
            optionType="button"
            options={EXPORT_FORMATS.map((value) => ({ value, label: t(`exports.formats.${value}`) }))}
          />
        </Form.Item>
      </NounForm>
    </section>
  );
}

function What() {
  const kind: unknown = Form.useWatch('kind');
  return kind === 'statistics' ? <Figures /> : <Tickets />;
}

function Figures() {
  const { t } = useWords();
  const needed = [{ required: true, message: t('signIn.needed') }];
  return (
    <>
      <Form.Item name="year" label={t('exports.year')} rules={needed}>
        <InputNumber min={2_000} max={2_100} precision={0} />
      </Form.Item>
      <Form.Item name="by" label={t('exports.by')} extra={t('exports.byHint')} rules={needed}>
        <Select
          mode="multiple"
          maxCount={4}
          options={DIVISIONS.map((value) => ({ value, label: t(`exports.divisions.${value}`) }))}
        />
      </Form.Item>
    </>
  );
}

function Tickets() {
  const { t, say } = useWords();
  const many = (name: 'state' | 'type' | 'urgency', table: Readonly<Record<string, Words>>) => (
    <Form.Item name={['filter', name]} label={t(`search.${name}`)}>
      <Select
        mode="multiple"
        placeholder={t('all')}
        options={Object.entries(table).map(([value, word]) => ({ value, label: say(word) }))}
      />
    </Form.Item>
  );
  const group = (columns: readonly ExportColumn[]) => (
    <div className="columns-choice">
      {columns.map((column) => (
        <Checkbox key={column} value={column}>
          {t(`exports.columns.${column}`)}
        </Checkbox>
      ))}
    </div>
  );
  return (
    <>
      <h3>{t('exports.filter')}</h3>
      {many('state', STATE_WORDS)}
      {many('type', TYPE_WORDS)}
      {many('urgency', URGENCY_WORDS)}
      <Form.Item name={['filter', 'unit']} label={t('search.unit')}>
        <UnitsPicker placeholder={t('all')} />
      </Form.Item>
      <Form.Item name={['filter', 'class']} label={t('exports.classCode')}>
        <ClassPicker />
      </Form.Item>
      <Form.Item name={['filter', 'dueFrom']} label={t('exports.dueFrom')}>
        <DayField />
      </Form.Item>
      <Form.Item name={['filter', 'dueTo']} label={t('exports.dueTo')}>
        <DayField />
      </Form.Item>
      <Form.Item name={['filter', 'q']} label={t('search.words')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name={['filter', 'overdue']} valuePropName="checked">
        <Checkbox>{t('search.overdue')}</Checkbox>
      </Form.Item>
      <Form.Item
        name="columns"
        label={t('exports.columnsTitle')}
        // A group has no such attribute; that it is needed is said when it is missing.
        required={false}
        rules={[{ required: true, message: t('signIn.needed') }]}
      >
        <Checkbox.Group className="columns-group">
          <fieldset className="plain-set">
            <legend>{t('exports.columnsHandling')}</legend>
            {group(EXPORT_COLUMNS.filter((column) => !isOfPeople(column)))}
          </fieldset>
          <fieldset className="plain-set">
            <legend>
              {t('exports.columnsPeople')}
              <span className="quiet">（{t('exports.columnsPeopleHint')}）</span>
            </legend>
            {group(EXPORT_COLUMNS.filter(isOfPeople))}
          </fieldset>
        </Checkbox.Group>
      </Form.Item>
    </>
  );
}
