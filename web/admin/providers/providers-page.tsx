import { api, ask } from '../../api/client.js';
import { useWords } from '../../words/i18n.js';
import { NounPage } from '../noun-page.js';
import { OneProvider, type Provider } from './one-provider.js';

const LISTED = { key: ['identity-providers'], read: () => ask(api.GET('/api/v1/identity-providers')) } as const;

/** Who is believed to say who people are, and what their word gives. */
export function ProvidersPage() {
  const { t } = useWords();
  return (
    <NounPage
      page="providers"
      listed={LISTED}
      idOf={({ id }: Provider) => id}
      titleOf={({ name }) => name}
      wordsOf={({ id, name, issuer }) => `${id} ${name} ${issuer}`}
      add={t('admin.providers.add')}
      about={<p className="quiet about">{t('admin.providers.about')}</p>}
      columns={[
        { key: 'name', head: t('admin.fields.name'), cell: ({ name }) => <bdi>{name}</bdi> },
        { key: 'issuer', head: t('admin.fields.issuer'), cell: ({ issuer }) => <bdi className="code">{issuer}</bdi> },
        {
          key: 'positions',
          head: t('admin.fields.claims'),
          cell: ({ positions }) => t('admin.providers.rows', { count: positions.length }),
        },
        {
          key: 'state',
          head: t('admin.fields.state'),
          cell: ({ enabled }) => t(enabled ? 'admin.providers.on' : 'admin.providers.off'),
        },
      ]}
    >
      {(opened) => <OneProvider key={`${opened.row?.id ?? ''} ${opened.row?.version ?? 0}`} {...opened} />}
    </NounPage>
  );
}
