import { Select } from 'antd';
import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { NounPage, type Opened } from '../admin/noun-page.js';
import { api, ask } from '../api/client.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { NewPack } from './new-pack.js';
import { packDifferences, packLines } from './pack-lines.js';
import { usePackWords } from './pack-words.js';
import { POLICIES, readPolicies, type Pack } from './policies.js';
import './rules.css';

const idOf = ({ code, version }: Pick<Pack, 'code' | 'version'>): string => `${code}@${version}`;
const LISTED = { key: POLICIES, read: readPolicies } as const;

/** The numbers that a city has chosen, version after version. What is published never changes. */
export function PacksPage() {
  const { t, say } = useWords();
  const { data } = useQuery({ queryKey: POLICIES, queryFn: readPolicies });
  const holds = (pack: Pack): number =>
    data?.assignments.filter((one) => one.pack === pack.code && one.version === pack.version).length ?? 0;
  return (
    <NounPage
      page="policyPacks"
      listed={LISTED}
      idOf={idOf}
      titleOf={({ name }) => say(name)}
      wordsOf={({ code, version, name }) => `${code} ${version} ${name.zh} ${name.en}`}
      add={t('packs.publish')}
      about={<p className="quiet about">{t('packs.about')}</p>}
      columns={[
        { key: 'name', head: t('packs.name'), cell: ({ name }) => say(name) },
        { key: 'code', head: t('packs.code'), cell: ({ code }) => <span className="code">{code}</span> },
        { key: 'version', head: t('packs.version'), cell: ({ version }) => version },
        { key: 'holds', head: t('packs.assigned'), cell: (pack) => t('packs.holds', { count: holds(pack) }) },
      ]}
    >
      {(opened) => (opened.row ? <OnePack pack={opened.row} /> : <Publishing {...opened} />)}
    </NounPage>
  );
}

function Publishing({ done, close }: Opened<Pack>) {
  const { t } = useWords();
  const client = useQueryClient();
  return (
    <NewPack
      onClose={close}
      onDone={({ code, version }) => {
        void client.invalidateQueries({ queryKey: POLICIES });
        done(t('packs.published', { name: `${code}@${version}` }));
      }}
    />
  );
}

const readWhole = async (id: string): Promise<Readonly<Record<string, unknown>>> => {
  const [code = '', version = ''] = id.split('@');
  return (await ask(api.GET('/api/v1/policies/{code}/{version}', { params: { path: { code, version } } }))).pack;
};
const useWhole = (id: string | null) =>
  useQuery({
    queryKey: [...POLICIES, 'whole', id],
    queryFn: () => readWhole(id ?? ''),
    enabled: id !== null,
    staleTime: Infinity,
  });

/** A whole pack line by line, or what it says otherwise than another. */
function OnePack({ pack }: { pack: Pack }) {
  const { t, say } = useWords();
  const { data } = useQuery({ queryKey: POLICIES, queryFn: readPolicies });
  const others = (data?.items ?? []).filter((one) => idOf(one) !== idOf(pack));
  const sibling = others.find(({ code }) => code === pack.code);
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const beside = chosen === undefined ? (sibling ? idOf(sibling) : null) : chosen;
  const whole = useWhole(idOf(pack));
  const other = useWhole(beside);
  const { pathWords, valueWords } = usePackWords();
  const error = whole.error ?? other.error;
  const lines =
    whole.data === undefined
      ? []
      : beside === null
        ? packLines(whole.data).map(({ path, value }) => ({ path, before: undefined, after: value }))
        : other.data === undefined
          ? []
          : packDifferences(other.data, whole.data);
  return (
    <section className="card" aria-labelledby="pack">
      <h2 id="pack" className="code">
        {idOf(pack)}
      </h2>
      <p className="quiet said">{pack.basis}</p>
      <label className="beside">
        <span>{t('packs.compare')}</span>
        <Select
          className="filter"
          aria-label={t('packs.compare')}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('packs.compareNone')}
          value={beside}
          popupMatchSelectWidth={false}
          options={others.map((one) => ({ value: idOf(one), label: `${say(one.name)} ${idOf(one)}` }))}
          onChange={(value: string | undefined) => setChosen(value ?? null)}
        />
      </label>
      {error && <ProblemNote error={error} />}
      {beside !== null && other.data !== undefined && (
        <p role="status">{t(lines.length === 0 ? 'packs.same' : 'packs.differs', { count: lines.length })}</p>
      )}
      {lines.length > 0 && (
        <div className="sideways" tabIndex={0} role="region" aria-label={t('packs.lines')}>
          <table className="plain">
            <caption className="unseen">{t('packs.lines')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('packs.where')}</th>
                {beside !== null && <th scope="col">{beside}</th>}
                <th scope="col">{idOf(pack)}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ path, before, after }) => (
                <tr key={path.join('/')}>
                  <th scope="row">{pathWords(path)}</th>
                  {beside !== null && <td className="was">{valueWords(before)}</td>}
                  <td className={beside === null ? undefined : 'strong'}>{valueWords(after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <details className="whole">
        <summary>{t('packs.json')}</summary>
        <pre className="codes" tabIndex={0}>
          {whole.data ? JSON.stringify(whole.data, null, 2) : t('loading')}
        </pre>
      </details>
    </section>
  );
}
