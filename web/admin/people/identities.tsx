import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Select } from 'antd';
import { IdentityWishSchema } from '../../../contracts/identity-providers.js';
import { api, ask } from '../../api/client.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useWords } from '../../words/i18n.js';
import { dayAndTime } from '../../words/time.js';
import { bodyOf, ContractFields } from '../contract-fields.js';
import { Deed } from '../deed.js';
import { useFieldWords } from '../field-words.js';
import { NounForm } from '../noun-form.js';
import type { Person } from './person-values.js';

/** As whom a person is known to identity providers. Nothing is shown where there is none. */
export function Identities({ person: { id } }: { person: Person }) {
  const { t, language } = useWords();
  const label = useFieldWords();
  const client = useQueryClient();
  const key = ['identities', id];
  const path = { id };
  const { data: providers } = useQuery({
    queryKey: ['identity-providers'],
    queryFn: () => ask(api.GET('/api/v1/identity-providers')),
  });
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: () => ask(api.GET('/api/v1/accounts/{id}/identities', { params: { path } })),
  });
  const again = (): void => void client.invalidateQueries({ queryKey: key });
  const options = (providers?.items ?? []).map(({ id: value, name }) => ({ value, label: name }));
  if (options.length === 0 && !data?.items.length) return null;
  return (
    <section className="card" aria-labelledby="identities">
      <h2 id="identities">{t('admin.people.identities')}</h2>
      {error && <ProblemNote error={error} />}
      <ul className="lines">
        {data?.items.map(({ issuer, subject, linkedAt, lastSignedInAt }) => (
          <li key={`${issuer} ${subject}`}>
            <bdi className="code">{subject}</bdi> @ <bdi>{issuer}</bdi>
            <div className="quiet">
              {dayAndTime(linkedAt, language)}
              {lastSignedInAt !== null &&
                ` · ${t('admin.people.lastSignIn', { at: dayAndTime(lastSignedInAt, language) })}`}
            </div>
            <Deed
              words={t('admin.people.unlink')}
              explains={t('admin.people.unlinkText')}
              danger
              send={() =>
                ask(api.DELETE('/api/v1/accounts/{id}/identities', { params: { path, query: { issuer, subject } } }))
              }
              onDone={again}
            />
          </li>
        ))}
      </ul>
      {options.length > 0 && (
        <NounForm
          key={data?.items.length}
          name={`identity ${id}`}
          held={{ values: {}, version: null }}
          submitWords={t('admin.people.link')}
          send={(values) =>
            ask(
              api.POST('/api/v1/accounts/{id}/identities', {
                params: { path },
                body: bodyOf(IdentityWishSchema, values) as never,
              }),
            )
          }
          onDone={again}
        >
          <ContractFields
            schema={IdentityWishSchema}
            label={label}
            controls={{ provider: <Select options={options} placeholder={t('form.choose')} /> }}
          />
        </NounForm>
      )}
    </section>
  );
}
