import { Checkbox, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { ClassWishSchema } from '../../../contracts/reference.js';
import { api, ask } from '../../api/client.js';
import { useReference, type TicketClass } from '../../api/reference.js';
import type { Controlled } from '../../forms/controlled.js';
import { ClassPicker } from '../../forms/pickers.js';
import { useWords } from '../../words/i18n.js';
import { Changes } from '../changes.js';
import { CodeField } from '../code-field.js';
import { bodyOf, ContractFields } from '../contract-fields.js';
import { useFieldWords } from '../field-words.js';
import { ifMatch } from '../if-match.js';
import { heldBy, type Held } from '../held.js';
import { NounForm } from '../noun-form.js';
import { NounPage, type Opened } from '../noun-page.js';
import { byTree, depthIn } from '../tree.js';

const LISTED = { key: ['classes'], read: () => ask(api.GET('/api/v1/classes')) } as const;
const codeOf = ({ code }: TicketClass): string => code;
const parentOf = ({ parent }: TicketClass): string | null => parent;

/** The classes of matters, with the units that own them: by these a dispatcher is told whose a ticket is. */
export function ClassesPage() {
  const { t, language } = useWords();
  const { unitName } = useReference();
  const nameOf = ({ name, nameEn }: TicketClass): string => (language === 'zh' ? name : nameEn);
  const ownersOf = ({ owners }: TicketClass): string => owners.map((one) => unitName(one, language)).join('、');
  return (
    <NounPage
      page="classes"
      listed={LISTED}
      idOf={codeOf}
      titleOf={(one) => `${one.code} ${nameOf(one)}`}
      wordsOf={(one) => `${one.code} ${one.name} ${one.nameEn} ${ownersOf(one)}`}
      add={t('admin.classes.add')}
      about={<p className="quiet about">{t('admin.classes.about')}</p>}
      arranged={(rows) => byTree(rows, codeOf, parentOf)}
      columns={[
        {
          key: 'name',
          head: t('admin.fields.name'),
          cell: (one, rows) => (
            <bdi className={`depth-${depthIn(one, rows, codeOf, parentOf)}`}>
              {one.code} {nameOf(one)}
            </bdi>
          ),
        },
        { key: 'owners', head: t('admin.fields.owners'), cell: ownersOf },
        {
          key: 'statutory',
          head: t('admin.fields.statutory'),
          cell: ({ statutory }) => statutory && t('admin.classes.days', { count: statutory.workingDays }),
        },
      ]}
    >
      {(opened) => <OneClass key={opened.row?.code ?? ''} {...opened} />}
    </NounPage>
  );
}

const heldOf = (one: TicketClass): Held => heldBy(ClassWishSchema, one);
const read = (code: string): Promise<TicketClass> =>
  ask(api.GET('/api/v1/classes/{code}', { params: { path: { code } } }));

function OneClass({ row, close, done }: Opened<TicketClass>) {
  const { t } = useWords();
  const label = useFieldWords();
  const [is] = useState(row);
  const subject = is ? ({ noun: 'class', id: is.code } as const) : undefined;
  const hints: Readonly<Record<string, string>> = {
    owners: t('admin.classes.ownersHint'),
    departmentOnly: t('admin.classes.departmentOnlyHint'),
    neverDecline: t('admin.classes.neverDeclineHint'),
  };
  return (
    <>
      <section className="card">
        <NounForm
          name={`class ${is?.code ?? 'new'}`}
          held={is ? heldOf(is) : { values: { owners: [], statutory: null }, version: null }}
          subject={subject}
          readAgain={async () => heldOf(await read(is?.code ?? ''))}
          send={({ code, ...values }, { version }) =>
            ask(
              api.PUT('/api/v1/classes/{code}', {
                params: { path: { code: is?.code ?? String(code) }, header: ifMatch(version) },
                body: bodyOf(ClassWishSchema, values) as never,
              }),
            )
          }
          onDone={({ code, name }) => done(t('admin.saved', { name }), { noun: 'class', id: code })}
          onClose={close}
        >
          {!is && <CodeField name="code" label={label('id')} hint={t('admin.units.idHint')} />}
          <ContractFields
            schema={ClassWishSchema}
            label={label}
            hint={(field) => hints[field]}
            controls={{ parent: <ClassPicker />, statutory: <StatutoryField /> }}
          />
        </NounForm>
      </section>
      {subject && <Changes subject={subject} onUndone={close} />}
    </>
  );
}

interface Statutory {
  readonly workingDays?: number | null;
  readonly lawRef?: string;
}

/** A limit that a law sets, or none. */
function StatutoryField({ value, onChange }: Controlled<Statutory | null>) {
  const { t } = useWords();
  return (
    <div className="rows-fields">
      <Checkbox checked={value != null} onChange={({ target }) => onChange?.(target.checked ? {} : null)}>
        {t('admin.classes.hasLimit')}
      </Checkbox>
      {value != null && (
        <>
          <label className="words-field">
            <span className="quiet">{t('admin.classes.workingDays')}</span>
            <InputNumber
              min={1}
              max={1_000}
              precision={0}
              value={value.workingDays ?? null}
              onChange={(workingDays) => onChange?.({ ...value, workingDays })}
            />
          </label>
          <label className="words-field">
            <span className="quiet">{t('admin.classes.lawRef')}</span>
            <Input
              maxLength={200}
              value={value.lawRef ?? ''}
              onChange={({ target }) => onChange?.({ ...value, lawRef: target.value })}
            />
          </label>
        </>
      )}
    </div>
  );
}
