import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useEffect } from 'react';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { ChangeWords } from './changes.js';
import type { Values } from './contract-fields.js';
import { useFieldWords } from './field-words.js';
import type { Held } from './held.js';
import { useShownValue } from './shown-value.js';
import { changesOf, same, type Subject } from './trail.js';

/**
 * Somebody was faster: who changed what since it was read. What was not touched here takes their value; what both
 * changed stands side by side, and what was typed here stays until it is looked at and saved.
 */
export function Stale({
  subject,
  since,
  base,
  mine,
  readAgain,
  onTake,
  onLooked,
}: {
  subject?: Subject | undefined;
  since: number | null;
  base: Values;
  mine: () => Values;
  readAgain: () => Promise<Held>;
  onTake: (values: Values) => void;
  onLooked: (now: Held) => void;
}) {
  const { t } = useWords();
  const shown = useShownValue();
  const fieldWord = useFieldWords();
  const { data, error } = useQuery({
    queryKey: ['stale', subject, since],
    queryFn: async () => {
      const [now, all] = await Promise.all([readAgain(), subject ? changesOf(subject) : []]);
      return { now, changes: all.filter(({ version }) => since === null || version === null || version > since) };
    },
    gcTime: 0,
    staleTime: Infinity,
  });
  const own = mine();
  const moved = Object.entries(data?.now.values ?? {}).filter(([field, theirs]) => !same(theirs, base[field]));
  const untouched = moved.filter(([field]) => same(own[field], base[field]));
  const both = moved.filter(([field, theirs]) => !same(own[field], base[field]) && !same(own[field], theirs));
  useEffect(() => {
    if (untouched.length > 0) onTake(Object.fromEntries(untouched));
    // Once, when it is known what they changed.
  }, [data]);
  if (error) return <ProblemNote error={error} />;
  if (!data) return <p>{t('loading')}</p>;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('admin.stale.title')}
      description={
        <>
          <p>{t('admin.stale.text')}</p>
          <ul className="lines">
            {data.changes.map((change) => (
              <li key={change.number}>
                <ChangeWords change={change} />
              </li>
            ))}
          </ul>
          {both.length > 0 && (
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{t('admin.stale.field')}</th>
                  <th scope="col">{t('admin.stale.theirs')}</th>
                  <th scope="col">{t('admin.stale.mine')}</th>
                </tr>
              </thead>
              <tbody>
                {both.map(([field, theirs]) => (
                  <tr key={field}>
                    <th scope="row">{fieldWord(field)}</th>
                    <td>{shown(field, theirs)}</td>
                    <td>{shown(field, own[field])}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <Button onClick={() => onLooked(data.now)}>{t('admin.stale.looked')}</Button>
        </>
      }
    />
  );
}
