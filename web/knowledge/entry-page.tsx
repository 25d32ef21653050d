import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Skeleton, Tag } from 'antd';
import { useState } from 'react';
import { AUDIENCE_WORDS, ENTRY_STATE_WORDS } from '../../domain/knowledge/entry-words.js';
import { api, ask, ProblemError } from '../api/client.js';
import { classLabel, useClasses, useReference } from '../api/reference.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { basisWords, sceneWords, type Entry } from './entry.js';
import { EntryDeeds } from './entry-deeds.js';
import { EntryForm } from './entry-form.js';
import { Correct, EntryTasks, useEntryTasks } from './entry-tasks.js';
import { SceneWalk } from './scene-walk.js';
import { VersionDiff } from './version-diff.js';

/** One entry in one version, what may be done with it, and the versions before; one that nobody wrote yet is a form. */
export function EntryPage({
  id,
  version,
  ticket,
}: {
  id: string;
  version: number | undefined;
  /** From which it is to be written, if it is not there yet. */
  ticket: string | undefined;
}) {
  const { t, language } = useWords();
  const [writes, setWrites] = useState(false);
  const queries = useQueryClient();
  const key = ['knowledge', 'entry', id, version ?? null];
  const { data, error, isPending } = useQuery({
    queryKey: key,
    queryFn: () =>
      ask(api.GET('/api/v1/knowledge/{entry}', { params: { path: { entry: id }, query: version ? { version } : {} } })),
    retry: false,
  });
  const isNew = error instanceof ProblemError && error.problem.code === 'entry-not-found' && version === undefined;
  const changed = (): void => {
    setWrites(false);
    void queries.invalidateQueries({ queryKey: ['knowledge'] });
  };
  const { data: tasks, isPending: asksFor } = useEntryTasks(id);
  const draft = useQuery({
    queryKey: ['knowledge', 'draft', ticket],
    queryFn: () => ask(api.GET('/api/v1/tickets/{id}/entry-draft', { params: { path: { id: ticket ?? '' } } })),
    enabled: isNew && ticket !== undefined,
    retry: false,
    // It tells of a ticket, so it stays no longer than it is written on.
    gcTime: 0,
  });
  const wanted = draft.data ?? tasks?.items.find(({ kind }) => kind === 'gap');
  if (isPending || asksFor || draft.isLoading) return <Skeleton active />;
  if (error && !isNew) return <ProblemNote error={error} />;
  if (!data || writes)
    return (
      <>
        <BackToEntries />
        <h1>{data ? data.version.content.question : t('knowledge.add')}</h1>
        {draft.error && <ProblemNote error={draft.error} />}
        {draft.data && <Alert type="info" showIcon title={t('knowledge.readFirst')} />}
        <section className="card">
          <EntryForm
            id={id}
            entry={data ?? null}
            wanted={wanted}
            onDone={changed}
            onClose={data ? () => setWrites(false) : undefined}
          />
        </section>
      </>
    );
  return (
    <>
      <BackToEntries />
      <h1>{data.version.content.question}</h1>
      {data.disputed && <Alert type="warning" showIcon title={t('knowledge.disputed')} />}
      <EntryBody entry={data} />
      {data.version.content.scene !== null && (data.served ?? data.newest) === data.version.version && (
        <section className="card">
          <h2>{t('knowledge.walk')}</h2>
          <SceneWalk id={id} />
        </section>
      )}
      <EntryTasks id={id} />
      <div className="form-buttons">
        {data.mayWrite && version === undefined && (
          <Button onClick={() => setWrites(true)}>
            {t(data.version.state === 'draft' ? 'knowledge.edit' : 'knowledge.nextVersion')}
          </Button>
        )}
        <EntryDeeds entry={data} onDone={changed} />
        {data.served === data.version.version && <Correct entry={data} />}
      </div>
      <Versions id={id} entry={data} />
      <p className="quiet">{t('knowledge.changedAt', { at: dayAndTime(data.version.changedAt, language) })}</p>
    </>
  );
}

function BackToEntries() {
  const { t } = useWords();
  return (
    <p>
      <Link
        from="/knowledge"
        to="/knowledge"
        search={({ id: _id, version: _version, ticket: _ticket, ...list }) => list}
      >
        {t('knowledge.back')}
      </Link>
    </p>
  );
}

function EntryBody({ entry: { version, served } }: { entry: Entry }) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const classes = useClasses();
  const { content, state } = version;
  const known = classes.find(({ code }) => code === content.classCode);
  const facts: readonly (readonly [string, string | null])[] = [
    [t('knowledge.fields.phrasings'), content.phrasings.join('；')],
    [t('knowledge.fields.template'), content.template],
    [t('knowledge.fields.basis'), basisWords(content.basis)],
    [t('knowledge.fields.ownerUnit'), unitName(content.ownerUnit, language)],
    [t('knowledge.fields.classCode'), known ? classLabel(known, language) : content.classCode],
    [t('knowledge.fields.areas'), content.areas.map((area) => unitName(area, language)).join('、')],
    [t('knowledge.fields.people'), content.people],
    [t('knowledge.fields.from'), content.from && dayAndTime(content.from, language)],
    [t('knowledge.fields.until'), content.until && dayAndTime(content.until, language)],
    [t('knowledge.fields.scene'), content.scene && sceneWords(content.scene, t, say)],
    [t('knowledge.reviewBy'), version.reviewBy && dayAndTime(version.reviewBy, language)],
  ];
  return (
    <section className="card knowledge-body">
      <p>
        <Tag>{say(ENTRY_STATE_WORDS[state])}</Tag>
        <Tag>{say(AUDIENCE_WORDS[content.audience])}</Tag>
        {t('knowledge.version', { version: version.version })}
        {served !== null && served !== version.version && (
          <span className="quiet"> · {t('knowledge.serves', { version: served })}</span>
        )}
      </p>
      {version.reason !== null && (
        <p className="strong">
          {t('knowledge.reason')}
          <bdi>{version.reason}</bdi>
        </p>
      )}
      <p className="said">{content.answer}</p>
      <dl>
        {facts
          .filter(([, words]) => words)
          .map(([name, words]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{words}</bdi>
              </dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

/** What was published is there as it was, for whoever wants to know what a citizen was told. */
function Versions({ id, entry: { version: shownVersion, served } }: { id: string; entry: Entry }) {
  const { t, say, language } = useWords();
  const { data } = useQuery({
    queryKey: ['knowledge', 'versions', id],
    queryFn: () => ask(api.GET('/api/v1/knowledge/{entry}/versions', { params: { path: { entry: id } } })),
  });
  const shown = shownVersion.version;
  if (!data || data.items.length < 2) return null;
  // What callers hear now is what a reviewer compares with; else what was written before.
  const compared = served !== null && served < shown ? served : shown - 1;
  const before = data.items.find(({ version }) => version === compared);
  return (
    <>
      {before && <VersionDiff before={before.content} after={shownVersion.content} version={compared} />}
      <section className="card">
        <h2>{t('knowledge.versions')}</h2>
        <ul className="lines">
          {data.items.map(({ version, state, changedAt }) => (
            <li key={version}>
              {version === shown ? (
                t('knowledge.version', { version })
              ) : (
                <Link from="/knowledge" to="/knowledge" search={(now) => ({ ...now, version })}>
                  {t('knowledge.version', { version })}
                </Link>
              )}
              {' · '}
              {say(ENTRY_STATE_WORDS[state])}
              <span className="quiet"> · {dayAndTime(changedAt, language)}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
