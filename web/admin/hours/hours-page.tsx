import { Form } from 'antd';
import { HoursWishSchema } from '../../../contracts/calendars.js';
import { api, ask } from '../../api/client.js';
import { useReference } from '../../api/reference.js';
import type { components } from '../../generated/api.js';
import { useWords } from '../../words/i18n.js';
import { AnyUnit } from '../any-unit.js';
import { Changes } from '../changes.js';
import { bodyOf, ContractFields } from '../contract-fields.js';
import { useFieldWords } from '../field-words.js';
import { ifMatch } from '../if-match.js';
import { heldBy, type Held } from '../held.js';
import { NounForm } from '../noun-form.js';
import { NounPage, type Opened } from '../noun-page.js';
import { Removing } from '../removing.js';
import { RowsField } from '../rows-field.js';
import { TimeOfDay } from '../time-of-day.js';

type Hours = components['schemas']['OfficeHours'];
const LISTED = { key: ['office-hours'], read: () => ask(api.GET('/api/v1/office-hours')) } as const;
/** Of all that have none of their own. */
const STANDARD = 'default';
const IntervalSchema = HoursWishSchema.shape.intervals.element;

/** When units work: those hours for all, and of units that keep their own. */
export function HoursPage() {
  const { t, language } = useWords();
  const { unitName } = useReference();
  const nameOf = ({ unit }: Hours): string =>
    unit === STANDARD ? t('admin.hours.standard') : unitName(unit, language);
  return (
    <NounPage
      page="hours"
      listed={LISTED}
      idOf={({ unit }: Hours) => unit}
      titleOf={nameOf}
      wordsOf={(one) => `${one.unit} ${nameOf(one)}`}
      add={t('admin.hours.add')}
      about={<p className="quiet about">{t('admin.hours.about')}</p>}
      columns={[
        { key: 'unit', head: t('admin.fields.unit'), cell: (one) => <bdi>{nameOf(one)}</bdi> },
        {
          key: 'intervals',
          head: t('admin.fields.intervals'),
          cell: ({ intervals }) => intervals.map(({ from, to }) => `${from}–${to}`).join('、'),
        },
        { key: 'dayEnd', head: t('admin.fields.dayEnd'), cell: ({ dayEnd }) => dayEnd },
      ]}
    >
      {(opened) => (
        <OneUnitsHours
          key={`${opened.row?.unit ?? ''} ${opened.row?.version ?? 0}`}
          {...opened}
          name={opened.row ? nameOf(opened.row) : ''}
        />
      )}
    </NounPage>
  );
}

const heldOf = (hours: Hours): Held => heldBy(HoursWishSchema, hours);
async function read(unit: string): Promise<Held> {
  const { items } = await ask(api.GET('/api/v1/office-hours'));
  const found = items.find((one) => one.unit === unit);
  return found ? heldOf(found) : { values: {}, version: null };
}

function OneUnitsHours({ row, name, close, done }: Opened<Hours> & { name: string }) {
  const { t, language } = useWords();
  const { unitName } = useReference();
  const label = useFieldWords();
  const subject = row ? ({ noun: 'officeHours', id: row.unit } as const) : undefined;
  return (
    <>
      <section className="card">
        <NounForm
          name={`hours ${row?.unit ?? 'new'}`}
          held={
            row
              ? heldOf(row)
              : { values: { intervals: [{ from: '09:00', to: '12:00' }], dayEnd: '18:00' }, version: null }
          }
          subject={subject}
          readAgain={() => read(row?.unit ?? '')}
          send={({ unit, ...values }, { version }) =>
            ask(
              api.PUT('/api/v1/office-hours/{unit}', {
                params: { path: { unit: row?.unit ?? String(unit) }, header: ifMatch(version) },
                body: bodyOf(HoursWishSchema, values) as never,
              }),
            )
          }
          onDone={({ unit }) =>
            done(t('admin.saved', { name: row ? name : unitName(unit, language) }), { noun: 'officeHours', id: unit })
          }
          onClose={close}
        >
          {!row && (
            <Form.Item name="unit" label={label('unit')} rules={[{ required: true, message: t('signIn.needed') }]}>
              <AnyUnit />
            </Form.Item>
          )}
          <RowsField
            name="intervals"
            label={label('intervals')}
            add={t('admin.hours.addInterval')}
            remove={t('admin.remove')}
          >
            {(at) => (
              <ContractFields
                schema={IntervalSchema}
                within={[at]}
                label={(field) => t(`admin.hours.${field === 'from' ? 'from' : 'to'}`)}
                controls={{ from: <TimeOfDay />, to: <TimeOfDay /> }}
              />
            )}
          </RowsField>
          <ContractFields
            schema={HoursWishSchema}
            label={label}
            hint={() => t('admin.hours.dayEndHint')}
            controls={{ intervals: null, dayEnd: <TimeOfDay /> }}
          />
        </NounForm>
      </section>
      {row && row.unit !== STANDARD && (
        <Removing
          words={t('admin.hours.remove')}
          text={t('admin.hours.removeText')}
          send={() =>
            ask(
              api.DELETE('/api/v1/office-hours/{unit}', {
                params: { path: { unit: row.unit }, header: ifMatch(row.version) },
              }),
            )
          }
          onDone={() => done(t('admin.removed', { name }), subject)}
        />
      )}
      {subject && <Changes subject={subject} onUndone={close} />}
    </>
  );
}
