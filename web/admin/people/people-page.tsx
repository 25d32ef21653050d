import { Select } from 'antd';
import { useState } from 'react';
import { ROLES } from '../../../domain/ticket/vocabulary.js';
import { ROLE_WORDS } from '../../../domain/ticket/words.js';
import { api, ask } from '../../api/client.js';
import { useReference } from '../../api/reference.js';
import { useWords } from '../../words/i18n.js';
import { NounPage } from '../noun-page.js';
import { OnePerson, type Person } from './one-person.js';
import { PeopleFile } from './people-file.js';

const LISTED = { key: ['accounts'], read: () => ask(api.GET('/api/v1/accounts')) } as const;

/** Who has an account, in which positions; added, changed, locked, and handed over when somebody leaves. */
export function PeoplePage() {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const [role, setRole] = useState<string>();
  const positionsOf = ({ positions }: Person): string =>
    positions
      .map(({ role: one, unit }) => say(ROLE_WORDS[one]) + (unit === null ? '' : ` · ${unitName(unit, language)}`))
      .join('、');
  return (
    <NounPage
      page="people"
      listed={LISTED}
      idOf={({ id }: Person) => id}
      titleOf={({ name }) => name}
      wordsOf={(person) => `${person.name} ${person.signInName} ${positionsOf(person)}`}
      isShown={({ positions }) => role === undefined || positions.some((one) => one.role === role)}
      filters={
        <Select
          className="admin-filter"
          aria-label={t('admin.fields.role')}
          placeholder={t('admin.fields.role')}
          allowClear
          value={role}
          options={ROLES.map((value) => ({ value, label: say(ROLE_WORDS[value]) }))}
          onChange={setRole}
        />
      }
      add={t('admin.people.add')}
      about={<PeopleFile />}
      columns={[
        { key: 'name', head: t('admin.fields.personName'), cell: ({ name }) => <bdi>{name}</bdi> },
        { key: 'signInName', head: t('admin.fields.signInName'), cell: ({ signInName }) => <bdi>{signInName}</bdi> },
        {
          key: 'positions',
          head: t('admin.fields.positions'),
          cell: (person) => positionsOf(person) || <span className="quiet">{t('admin.people.noPosition')}</span>,
        },
        { key: 'state', head: t('admin.fields.state'), cell: ({ state }) => t(`admin.words.personState.${state}`) },
      ]}
    >
      {(opened) => <OnePerson key={`${opened.row?.id ?? ''} ${opened.row?.version ?? 0}`} {...opened} />}
    </NounPage>
  );
}
