import { Input, Typography } from 'antd';
import { ProviderWishSchema } from '../../../contracts/identity-providers.js';
import type { Role } from '../../../domain/ticket/vocabulary.js';
import { ROLE_WORDS } from '../../../domain/ticket/words.js';
import { api, ask } from '../../api/client.js';
import type { Controlled } from '../../forms/controlled.js';
import type { components } from '../../generated/api.js';
import { useWords } from '../../words/i18n.js';
import { Changes } from '../changes.js';
import { CodeField } from '../code-field.js';
import { bodyOf, ContractFields, type Values } from '../contract-fields.js';
import { useFieldWords } from '../field-words.js';
import { ifMatch } from '../if-match.js';
import { heldBy, type Held } from '../held.js';
import { NounForm } from '../noun-form.js';
import type { Opened } from '../noun-page.js';
import { Removing } from '../removing.js';
import { RowsField } from '../rows-field.js';
import { WordsField } from '../words-field.js';

export type Provider = components['schemas']['IdentityProvider'];
type Wish = components['schemas']['IdentityProviderWish'];
const ClaimSchema = ProviderWishSchema.shape.positions.unwrap().element;
const FIRST = { algorithm: 'RS256', scopes: ['openid'], enabled: true, secondFactor: { methods: [], classes: [] } };

const heldOf = (provider: Provider): Held => heldBy(ProviderWishSchema, provider);
const read = (provider: string): Promise<Provider> =>
  ask(api.GET('/api/v1/identity-providers/{provider}', { params: { path: { provider } } }));

/** The secret is shown by no answer; unsaid it stays as it was. */
function bodyFrom(values: Values): Wish {
  const { clientSecret, ...body } = bodyOf(ProviderWishSchema, values);
  return { ...body, ...(typeof clientSecret === 'string' && { clientSecret }) } as unknown as Wish;
}

export function OneProvider({ row, close, done }: Opened<Provider>) {
  const { t, say } = useWords();
  const label = useFieldWords();
  const subject = row ? ({ noun: 'identityProvider', id: row.id } as const) : undefined;
  const hints: Readonly<Record<string, string>> = {
    issuer: t('admin.providers.issuerHint'),
    clientSecret: t(row?.hasSecret ? 'admin.providers.secretKept' : 'admin.providers.secretNone'),
    justInTime: t('admin.providers.justInTimeHint'),
    userInfo: t('admin.providers.userInfoHint'),
  };
  return (
    <>
      {row && (
        <section className="card">
          <h2>{t('admin.fields.redirectUri')}</h2>
          <Typography.Paragraph className="once" copyable={{ tooltips: false }}>
            {row.redirectUri}
          </Typography.Paragraph>
          <p className="quiet">{t('admin.providers.redirectHint')}</p>
        </section>
      )}
      <section className="card">
        <NounForm
          name={`provider ${row?.id ?? 'new'}`}
          held={row ? heldOf(row) : { values: { ...FIRST, positions: [] }, version: null }}
          subject={subject}
          readAgain={async () => heldOf(await read(row?.id ?? ''))}
          send={({ id, ...values }, { version }) =>
            ask(
              api.PUT('/api/v1/identity-providers/{provider}', {
                params: { path: { provider: row?.id ?? String(id) }, header: ifMatch(version) },
                body: bodyFrom(values),
              }),
            )
          }
          onDone={({ id, name }) => done(t('admin.saved', { name }), { noun: 'identityProvider', id })}
          onClose={close}
        >
          {!row && <CodeField name="id" label={label('id')} hint={t('admin.providers.idHint')} />}
          <ContractFields
            schema={ProviderWishSchema}
            label={(field) => label(field === 'scopes' ? 'askedScopes' : field)}
            hint={(field) => hints[field]}
            controls={{
              positions: null,
              secondFactor: <SecondFactorField />,
              clientSecret: <Input.Password autoComplete="new-password" />,
            }}
          />
          <RowsField
            name="positions"
            label={t('admin.fields.claims')}
            add={t('admin.providers.addRow')}
            remove={t('admin.remove')}
            hint={t('admin.providers.claimsHint')}
            firstValue={{ unit: null }}
          >
            {(at) => (
              <ContractFields
                schema={ClaimSchema}
                within={[at]}
                label={label}
                wordOf={(role) => say(ROLE_WORDS[role as Role])}
              />
            )}
          </RowsField>
        </NounForm>
      </section>
      {row && (
        <Removing
          words={t('admin.providers.remove')}
          text={t('admin.providers.removeText')}
          send={() =>
            ask(
              api.DELETE('/api/v1/identity-providers/{provider}', {
                params: { path: { provider: row.id }, header: ifMatch(row.version) },
              }),
            )
          }
          onDone={() => done(t('admin.removed', { name: row.name }))}
        />
      )}
      {subject && <Changes subject={subject} onUndone={close} />}
    </>
  );
}

interface SecondFactor {
  readonly methods: readonly string[];
  readonly classes: readonly string[];
}

/** What of its word is believed about a second factor. */
function SecondFactorField({ value = { methods: [], classes: [] }, onChange }: Controlled<SecondFactor>) {
  const { t } = useWords();
  return (
    <div className="rows-fields">
      <WordsField
        label={t('admin.providers.methods')}
        value={value.methods}
        onChange={(methods) => onChange?.({ ...value, methods })}
      />
      <WordsField
        label={t('admin.providers.classes')}
        value={value.classes}
        onChange={(classes) => onChange?.({ ...value, classes })}
      />
    </div>
  );
}
