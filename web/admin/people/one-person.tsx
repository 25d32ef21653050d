import { AccountWishSchema, PositionWishSchema } from '../../../contracts/accounts.js';
import type { Role } from '../../../domain/ticket/vocabulary.js';
import { ROLE_WORDS } from '../../../domain/ticket/words.js';
import { api, ask } from '../../api/client.js';
import { useWords } from '../../words/i18n.js';
import { Changes } from '../changes.js';
import { ContractFields } from '../contract-fields.js';
import { useFieldWords } from '../field-words.js';
import { ifMatch } from '../if-match.js';
import { NounForm } from '../noun-form.js';
import type { Opened } from '../noun-page.js';
import { RowsField } from '../rows-field.js';
import { Identities } from './identities.js';
import { Leaving } from './leaving.js';
import { heldPerson, personBody, type Person } from './person-values.js';
import { Sessions } from './sessions.js';
import { SigningIn } from './signing-in.js';

export type { Person } from './person-values.js';

const readPerson = (id: string): Promise<Person> => ask(api.GET('/api/v1/accounts/{id}', { params: { path: { id } } }));

export function OnePerson({ row, close, stay }: Opened<Person>) {
  const { t, say } = useWords();
  const label = useFieldWords();
  const subject = row ? ({ noun: 'account', id: row.id } as const) : undefined;
  const save = (values: Record<string, unknown>, version: number | null, key: string): Promise<Person> => {
    const body = personBody(values, row);
    return row
      ? ask(api.PUT('/api/v1/accounts/{id}', { params: { path: { id: row.id }, header: ifMatch(version) }, body }))
      : ask(api.POST('/api/v1/accounts', { params: { header: { 'Idempotency-Key': key } }, body }));
  };
  return (
    <>
      <section className="card">
        <NounForm
          name={draftName(row)}
          held={row ? heldPerson(row) : { values: { positions: [{}] }, version: null }}
          subject={subject}
          readAgain={async () => heldPerson(await readPerson(row?.id ?? ''))}
          send={(values, { version, key }) => save(values, version, key)}
          onDone={({ id, name }) =>
            stay(t(row ? 'admin.saved' : 'admin.people.added', { name }), { noun: 'account', id })
          }
          onClose={close}
        >
          <ContractFields
            schema={AccountWishSchema}
            label={(field) => label(field === 'name' ? 'personName' : field)}
            hint={(field) => (field === 'signInName' ? t('admin.people.signInNameHint') : undefined)}
            controls={{ positions: null }}
          />
          <RowsField
            name="positions"
            label={t('admin.fields.positions')}
            add={t('admin.people.addPosition')}
            remove={t('admin.people.endPosition')}
            hint={t('admin.people.positionsHint')}
          >
            {(at) => (
              <ContractFields
                schema={PositionWishSchema}
                within={[at]}
                label={label}
                wordOf={(role) => say(ROLE_WORDS[role as Role])}
              />
            )}
          </RowsField>
        </NounForm>
      </section>
      {row && (
        <>
          <SigningIn person={row} draft={draftName(row)} stay={stay} />
          <Sessions person={row} />
          <Identities person={row} />
          <Leaving person={row} stay={stay} />
        </>
      )}
      {subject && <Changes subject={subject} onUndone={close} />}
    </>
  );
}

const draftName = (row: Person | null): string => `account ${row?.id ?? 'new'}`;
