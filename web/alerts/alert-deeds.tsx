import { useQueryClient } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { Deed } from '../admin/deed.js';
import { api, ask } from '../api/client.js';
import { ReasonArea } from '../knowledge/reason-area.js';
import { useWords } from '../words/i18n.js';
import type { WholeAlert } from './alert.js';

/** What this person may do with it now; the API says what that is. */
export function AlertDeeds({ alert: { id, allowed, linked } }: { alert: WholeAlert }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [into, setInto] = useState<string | undefined>(linked[0]?.number);
  const [words, setWords] = useState({ notice: '', answer: '', number: '', reason: '' });
  const [result, setResult] = useState<string | null>(null);
  const path = { params: { path: { alert: id } } };
  const write = (part: keyof typeof words) => (said: string) => setWords({ ...words, [part]: said });
  const done = (): void => void queries.invalidateQueries({ queryKey: ['alerts'] });
  const may = (deed: WholeAlert['allowed'][number]): boolean => allowed.includes(deed);
  return (
    <div className="form-buttons">
      {may('acknowledge') && (
        <Deed
          words={t('alerts.acknowledge')}
          explains={t('alerts.acknowledgeExplains')}
          send={() => ask(api.POST('/api/v1/alerts/{alert}/commands/acknowledge', { ...path, body: {} }))}
          onDone={done}
        />
      )}
      {may('merge') && (
        <Deed
          words={t('alerts.merge')}
          disabled={into === undefined}
          explains={
            <div className="alert-fields">
              <p>{t('alerts.mergeExplains')}</p>
              <Select
                aria-label={t('alerts.into')}
                value={into}
                options={linked.map(({ number, title }) => ({ value: number, label: `${number} ${title ?? ''}` }))}
                onChange={setInto}
              />
            </div>
          }
          send={() =>
            ask(
              api.POST('/api/v1/alerts/{alert}/commands/dispose', {
                ...path,
                body: { disposition: 'merge', into: into ?? '' },
              }),
            )
          }
          onDone={({ merged }) => {
            if (merged)
              setResult(t('alerts.merged', { taken: merged.taken, refused: merged.refused + merged.toRepeat }));
            done();
          }}
        />
      )}
      {may('outage') && (
        <Deed
          words={t('alerts.outage')}
          explains={
            <div className="alert-fields">
              <p>{t('alerts.outageExplains')}</p>
              {(['notice', 'answer'] as const).map((part) => (
                <Input.TextArea
                  key={part}
                  aria-label={t(`alerts.${part}`)}
                  placeholder={t(`alerts.${part}`)}
                  rows={2}
                  maxLength={2_000}
                  value={words[part]}
                  onChange={({ target }) => write(part)(target.value)}
                />
              ))}
            </div>
          }
          send={() =>
            ask(
              api.POST('/api/v1/alerts/{alert}/commands/dispose', {
                ...path,
                body: { disposition: 'outage', notice: words.notice, answer: words.answer, until: null },
              }),
            )
          }
          onDone={done}
        />
      )}
      {may('proactive') && (
        <Deed
          words={t('alerts.proactive')}
          explains={
            <div className="alert-fields">
              <p>{t('alerts.proactiveExplains')}</p>
              <Input
                aria-label={t('alerts.number')}
                placeholder={t('alerts.number')}
                value={words.number}
                onChange={({ target }) => write('number')(target.value)}
              />
            </div>
          }
          send={() =>
            ask(
              api.POST('/api/v1/alerts/{alert}/commands/dispose', {
                ...path,
                body: { disposition: 'proactive', ticket: words.number.trim() },
              }),
            )
          }
          onDone={done}
        />
      )}
      {may('dismiss') && (
        <Deed
          danger
          words={t('alerts.dismiss')}
          explains={
            <>
              <p>{t('alerts.dismissExplains')}</p>
              <ReasonArea value={words.reason} onChange={write('reason')} />
            </>
          }
          send={() =>
            ask(api.POST('/api/v1/alerts/{alert}/commands/dismiss', { ...path, body: { reason: words.reason } }))
          }
          onDone={done}
        />
      )}
      {result !== null && <p role="status">{result}</p>}
    </div>
  );
}
