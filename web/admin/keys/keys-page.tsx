import { Checkbox, Select } from 'antd';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { NewKeySchema } from '../../../contracts/keys.js';
import type { Role } from '../../../domain/ticket/vocabulary.js';
import { ROLE_WORDS } from '../../../domain/ticket/words.js';
import { api, ask } from '../../api/client.js';
import { useReference } from '../../api/reference.js';
import type { components } from '../../generated/api.js';
import { useWords } from '../../words/i18n.js';
import { dayAndTime } from '../../words/time.js';
import { bodyOf, ContractFields, DayField, type Values } from '../contract-fields.js';
import { Deed } from '../deed.js';
import { useFieldWords } from '../field-words.js';
import { NounForm } from '../noun-form.js';
import { NounPage, type Opened } from '../noun-page.js';
import { ShownOnce } from '../shown-once.js';
import { useNames } from '../trail.js';

type Key = components['schemas']['Key'];
type NewKey = components['schemas']['NewKey'];
const LISTED = { key: ['keys'], read: () => ask(api.GET('/api/v1/keys')) } as const;

/** Keys of machines and of people: made once, with no wider use than needed, and revoked for good. */
export function KeysPage() {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const [openOnly, setOpenOnly] = useState(true);
  const time = (at: string | null): string => (at === null ? t('none') : dayAndTime(at, language));
  return (
    <NounPage
      page="keys"
      listed={LISTED}
      idOf={({ id }: Key) => id}
      titleOf={({ name }) => name}
      wordsOf={({ name, prefix }) => `${name} ${prefix}`}
      isShown={({ state }) => !openOnly || state === 'open'}
      filters={
        <Checkbox checked={openOnly} onChange={({ target }) => setOpenOnly(target.checked)}>
          {t('admin.keys.openOnly')}
        </Checkbox>
      }
      add={t('admin.keys.add')}
      columns={[
        { key: 'name', head: t('admin.fields.name'), cell: ({ name }) => <bdi>{name}</bdi> },
        { key: 'prefix', head: t('admin.fields.prefix'), cell: ({ prefix }) => <span className="code">{prefix}</span> },
        {
          key: 'role',
          head: t('admin.fields.role'),
          cell: ({ role, unit }) => say(ROLE_WORDS[role]) + (unit === null ? '' : ` · ${unitName(unit, language)}`),
        },
        {
          key: 'scopes',
          head: t('admin.fields.scopes'),
          cell: ({ scopes }) =>
            scopes.length === 0 ? t('admin.keys.all') : scopes.map((one) => t(`admin.words.scope.${one}`)).join('、'),
        },
        { key: 'state', head: t('admin.fields.state'), cell: ({ state }) => t(`admin.words.keyState.${state}`) },
        { key: 'lastUsedAt', head: t('admin.fields.lastUsedAt'), cell: ({ lastUsedAt }) => time(lastUsedAt) },
      ]}
    >
      {(opened) => (opened.row ? <OneKey {...opened} row={opened.row} /> : <MakeKey {...opened} />)}
    </NounPage>
  );
}

function OneKey({ row, done }: Opened<Key> & { row: Key }) {
  const { t, language } = useWords();
  const label = useFieldWords();
  const nameOf = useNames();
  const { id, name, state, createdAt, createdBy, person, expiresAt, revokedAt, allowedAddresses } = row;
  const time = (at: string | null): string => (at === null ? t('none') : dayAndTime(at, language));
  const facts = {
    ...{ prefix: row.prefix, state: t(`admin.words.keyState.${state}`) },
    person: person === null ? t('admin.keys.machine') : nameOf(person),
    createdAt: `${time(createdAt)} · ${createdBy === null ? t('admin.changes.line') : nameOf(createdBy)}`,
    ...{ expiresAt: time(expiresAt), revokedAt: time(revokedAt), lastUsedAt: time(row.lastUsedAt) },
    allowedAddresses: allowedAddresses.length === 0 ? t('admin.keys.anywhere') : allowedAddresses.join('、'),
  };
  return (
    <section className="card">
      <dl className="pairs">
        {Object.entries(facts).flatMap(([field, value]) => [
          <dt key={field}>{label(field)}</dt>,
          <dd key={`${field}-value`}>{value}</dd>,
        ])}
      </dl>
      {state === 'open' && (
        <Deed
          words={t('admin.keys.revoke')}
          explains={t('admin.keys.revokeText')}
          danger
          send={() => ask(api.DELETE('/api/v1/keys/{id}', { params: { path: { id } } }))}
          onDone={() => done(t('admin.keys.revoked', { name }))}
        />
      )}
    </section>
  );
}

function MakeKey({ close, done }: Opened<Key>) {
  const { t, say } = useWords();
  const label = useFieldWords();
  const [made, setMade] = useState<components['schemas']['MadeKey'] | null>(null);
  const { data: people } = useQuery({ queryKey: ['accounts'], queryFn: () => ask(api.GET('/api/v1/accounts')) });
  const ofPeople = (people?.items ?? [])
    .filter(({ state }) => state === 'active')
    .map(({ id, name, signInName }) => ({ value: id, label: `${name} (${signInName})` }));
  return (
    <section className="card">
      <NounForm
        name="key new"
        held={{ values: { scopes: ['read'], allowedAddresses: [] }, version: null }}
        submitWords={t('admin.keys.add')}
        send={(values, { key }) =>
          ask(api.POST('/api/v1/keys', { params: { header: { 'Idempotency-Key': key } }, body: keyBody(values) }))
        }
        onDone={setMade}
        onClose={close}
      >
        <ContractFields
          schema={NewKeySchema}
          label={label}
          hint={(field) =>
            field === 'scopes'
              ? t('admin.keys.scopesHint')
              : field === 'allowedAddresses'
                ? t('admin.keys.addressesHint')
                : field === 'person'
                  ? t('admin.keys.personHint')
                  : undefined
          }
          wordOf={(option, field) =>
            field === 'role'
              ? say(ROLE_WORDS[option as Role])
              : t(`admin.words.scope.${option as Key['scopes'][number]}`)
          }
          controls={{
            person: <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={ofPeople} />,
            expiresAt: <DayField />,
          }}
        />
      </NounForm>
      {made && (
        <ShownOnce
          title={t('admin.keys.made', { name: made.name })}
          secret={made.apiKey}
          text={t('admin.keys.madeText')}
          onClose={() => {
            setMade(null);
            done(t('admin.keys.made', { name: made.name }));
          }}
        />
      )}
    </section>
  );
}

/** A day is meant to its end, in China. */
function keyBody(values: Values): NewKey {
  const { expiresAt } = values;
  const until = typeof expiresAt === 'string' && expiresAt !== '' ? `${expiresAt}T23:59:59+08:00` : null;
  return bodyOf(NewKeySchema, { ...values, expiresAt: until }) as unknown as NewKey;
}
