import { Input } from 'antd';
import { ContactWishSchema } from '../../../contracts/notices.js';
import { api, ask } from '../../api/client.js';
import { useReference } from '../../api/reference.js';
import type { components } from '../../generated/api.js';
import { useWords } from '../../words/i18n.js';
import { dayAndTime } from '../../words/time.js';
import { Changes } from '../changes.js';
import { bodyOf, ContractFields, type Values } from '../contract-fields.js';
import { useFieldWords } from '../field-words.js';
import { ifMatch } from '../if-match.js';
import { heldBy, type Held } from '../held.js';
import { NounForm } from '../noun-form.js';
import { NounPage, type Opened } from '../noun-page.js';
import { Removing } from '../removing.js';

type Contact = components['schemas']['Contact'];
type Wish = components['schemas']['ContactWish'];
const LISTED = { key: ['contacts'], read: () => ask(api.GET('/api/v1/contacts')) } as const;

/** Where the positions of units are reached. */
export function ContactsPage() {
  const { t, language } = useWords();
  const { unitName } = useReference();
  return (
    <NounPage
      page="contacts"
      listed={LISTED}
      idOf={({ id }: Contact) => id}
      titleOf={({ name }) => name}
      wordsOf={({ name, unit, position, email, phone }) =>
        [name, unit, unitName(unit, language), t(`admin.words.position.${position}`), email, phone].join(' ')
      }
      add={t('admin.contacts.add')}
      about={<p className="quiet about">{t('admin.contacts.about')}</p>}
      columns={[
        { key: 'name', head: t('admin.fields.name'), cell: ({ name }) => <bdi>{name}</bdi> },
        { key: 'unit', head: t('admin.fields.unit'), cell: ({ unit }) => unitName(unit, language) },
        {
          key: 'position',
          head: t('admin.fields.position'),
          cell: ({ position }) => t(`admin.words.position.${position}`),
        },
        {
          key: 'ways',
          head: t('admin.contacts.ways'),
          cell: ({ email, phone, webhookUrl }) =>
            [email, phone, webhookUrl === null ? null : t('admin.fields.webhookUrl')]
              .filter((one) => one !== null)
              .join('、'),
        },
        {
          key: 'state',
          head: t('admin.fields.state'),
          cell: ({ active }) => t(active ? 'admin.contacts.on' : 'admin.contacts.off'),
        },
      ]}
    >
      {(opened) => <OneContact key={`${opened.row?.id ?? ''} ${opened.row?.version ?? 0}`} {...opened} />}
    </NounPage>
  );
}

const heldOf = (contact: Contact): Held => heldBy(ContactWishSchema, contact);
/** There is no route for one of them. */
async function read(id: string): Promise<Held> {
  const { items } = await ask(api.GET('/api/v1/contacts'));
  const found = items.find((one) => one.id === id);
  return found ? heldOf(found) : { values: {}, version: null };
}
const bodyFrom = (values: Values): Wish => bodyOf(ContactWishSchema, values) as unknown as Wish;

function OneContact({ row, close, done }: Opened<Contact>) {
  const { t, language } = useWords();
  const label = useFieldWords();
  const subject = row ? ({ noun: 'contact', id: row.id } as const) : undefined;
  return (
    <>
      <section className="card">
        {row && row.webhookGoneAt !== null && (
          <p className="quiet">{t('admin.contacts.gone', { at: dayAndTime(row.webhookGoneAt, language) })}</p>
        )}
        <NounForm
          name={`contact ${row?.id ?? 'new'}`}
          held={row ? heldOf(row) : { values: { language: 'zh', active: true }, version: null }}
          subject={subject}
          readAgain={() => read(row?.id ?? '')}
          send={(values, { version, key }) => {
            const body = bodyFrom(values);
            return row
              ? ask(
                  api.PUT('/api/v1/contacts/{id}', {
                    params: { path: { id: row.id }, header: ifMatch(version) },
                    body,
                  }),
                )
              : ask(api.POST('/api/v1/contacts', { params: { header: { 'Idempotency-Key': key } }, body }));
          }}
          onDone={({ id, name }) => done(t('admin.saved', { name }), { noun: 'contact', id })}
          onClose={close}
        >
          <ContractFields
            schema={ContactWishSchema}
            label={label}
            hint={(field) => (field === 'webhookSecret' && row ? t('admin.contacts.secretHint') : undefined)}
            wordOf={(option, field) =>
              field === 'language'
                ? t(`admin.words.language.${option as 'zh' | 'en'}`)
                : t(`admin.words.position.${option as Contact['position']}`)
            }
            controls={{ webhookSecret: <Input.Password autoComplete="new-password" /> }}
          />
        </NounForm>
      </section>
      {row && (
        <Removing
          words={t('admin.contacts.remove')}
          text={t('admin.contacts.removeText')}
          send={() =>
            ask(
              api.DELETE('/api/v1/contacts/{id}', {
                params: { path: { id: row.id }, header: ifMatch(row.version) },
              }),
            )
          }
          onDone={() => done(t('admin.removed', { name: row.name }), subject)}
        />
      )}
      {subject && <Changes subject={subject} onUndone={close} />}
    </>
  );
}
