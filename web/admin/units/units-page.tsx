import { useState } from 'react';
import { UnitClosingSchema, UnitWishSchema } from '../../../contracts/reference.js';
import { api, ask } from '../../api/client.js';
import type { Unit } from '../../api/reference.js';
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

const LISTED = { key: ['units'], read: () => ask(api.GET('/api/v1/units')) } as const;
const idOf = ({ id }: Unit): string => id;
const parentOf = ({ parent }: Unit): string | null => parent;

/** The tree of units: added, renamed, moved, and closed with who goes on with their matters. */
export function UnitsPage() {
  const { t, language } = useWords();
  const nameOf = ({ name, nameEn }: Unit): string => (language === 'zh' ? name : nameEn);
  return (
    <NounPage
      page="units"
      listed={LISTED}
      idOf={idOf}
      titleOf={nameOf}
      wordsOf={({ id, name, nameEn }) => `${id} ${name} ${nameEn}`}
      add={t('admin.units.add')}
      about={<p className="quiet about">{t('admin.units.about')}</p>}
      arranged={(rows) => byTree(rows, idOf, parentOf)}
      columns={[
        {
          key: 'name',
          head: t('admin.fields.name'),
          cell: (unit, rows) => <bdi className={`depth-${depthIn(unit, rows, idOf, parentOf)}`}>{nameOf(unit)}</bdi>,
        },
        { key: 'id', head: t('admin.fields.id'), cell: ({ id }) => <span className="code">{id}</span> },
        { key: 'level', head: t('admin.fields.level'), cell: ({ level }) => t(`admin.words.level.${level}`) },
        {
          key: 'state',
          head: t('admin.fields.state'),
          cell: ({ closedAt }) => (closedAt === null ? t('admin.units.open') : t('admin.units.closed')),
        },
      ]}
    >
      {(opened) => <OneUnit {...opened} />}
    </NounPage>
  );
}

const heldOf = (unit: Unit): Held => heldBy(UnitWishSchema, unit);
const readUnit = (id: string): Promise<Unit> => ask(api.GET('/api/v1/units/{id}', { params: { path: { id } } }));

function OneUnit({ row, close, done }: Opened<Unit>) {
  const { t } = useWords();
  const label = useFieldWords();
  const [read] = useState(row);
  const subject = read ? ({ noun: 'unit', id: read.id } as const) : undefined;
  return (
    <>
      <section className="card">
        <NounForm
          name={`unit ${read?.id ?? 'new'}`}
          held={read ? heldOf(read) : { values: {}, version: null }}
          subject={subject}
          readAgain={async () => heldOf(await readUnit(read?.id ?? ''))}
          send={({ id, ...values }, { version }) =>
            ask(
              api.PUT('/api/v1/units/{id}', {
                params: { path: { id: read?.id ?? String(id) }, header: ifMatch(version) },
                body: bodyOf(UnitWishSchema, values) as never,
              }),
            )
          }
          onDone={(unit) => done(t('admin.saved', { name: unit.name }), { noun: 'unit', id: unit.id })}
          onClose={close}
        >
          {!read && <CodeField name="id" label={label('id')} hint={t('admin.units.idHint')} />}
          <ContractFields
            schema={UnitWishSchema}
            label={label}
            wordOf={(option) => t(`admin.words.level.${option as Unit['level']}`)}
          />
        </NounForm>
      </section>
      {read && <Closing unit={read} {...{ close, done }} />}
      {subject && <Changes subject={subject} onUndone={close} />}
    </>
  );
}

/** It keeps what it has, and what would come to it goes to the successor. */
function Closing({ unit, done }: { unit: Unit } & Pick<Opened<Unit>, 'done'>) {
  const { t } = useWords();
  const label = useFieldWords();
  const { id, name, successor, closedAt, version } = unit;
  return (
    <section className="card" aria-labelledby="closing">
      <h2 id="closing">{t(closedAt === null ? 'admin.units.close' : 'admin.units.closed')}</h2>
      <p className="quiet about">{t('admin.units.closeText')}</p>
      <NounForm
        name={`close-unit ${id}`}
        held={{ values: { successor: successor ?? undefined }, version }}
        subject={{ noun: 'unit', id }}
        readAgain={async () => {
          const now = await readUnit(id);
          return { values: { successor: now.successor ?? undefined }, version: now.version };
        }}
        submitWords={t(closedAt === null ? 'admin.units.close' : 'admin.save')}
        danger={closedAt === null}
        send={(values, how) =>
          ask(
            api.POST('/api/v1/units/{id}/close', {
              params: { path: { id }, header: ifMatch(how.version) },
              body: bodyOf(UnitClosingSchema, values) as never,
            }),
          )
        }
        onDone={() => done(t('admin.units.closedNow', { name }), { noun: 'unit', id })}
      >
        <ContractFields schema={UnitClosingSchema} label={label} />
      </NounForm>
    </section>
  );
}
