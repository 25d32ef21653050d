import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { EFFECT_WORDS } from '../../domain/ticket/words.js';
import type { components } from '../generated/api.js';
import { api, ask } from '../api/client.js';
import { Loading } from '../parts/loading.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { WhyBar } from './why-bar.js';

type Explanation = components['schemas']['Explanation'];
type Segment = Explanation['steps'][number]['segments'][number];

/** From the start to the date: what counted, what did not and why, as a bar and as a list. */
export function WhyDialog({ id, clock, onClose }: { id: string; clock: string; onClose: () => void }) {
  const { t, say, language } = useWords();
  const { data, error } = useQuery({
    queryKey: ['ticket', id, 'why', clock],
    queryFn: () => ask(api.GET('/api/v1/tickets/{id}/explain', { params: { path: { id }, query: { clock } } })),
  });
  return (
    <Modal open width={760} title={t('why.title')} footer={null} onCancel={onClose}>
      {error && <ProblemNote error={error} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <p>
            <strong>{t('why.due', { at: dayAndTime(data.dueAt, language) })}</strong> · {t('why.rule')} {data.rule} ·{' '}
            {t('why.calendar')} {data.calendarVersion}
          </p>
          <WhyBar explanation={data} />
          {data.steps.map(({ seq, kind, at, limit, dueAt, segments }) => (
            <section key={seq}>
              <h3>
                {t(`why.${kind}`)} {dayAndTime(at, language)}
                {limit && ` · ${t('why.limit', { amount: limit.amount, unit: t(`why.units.${limit.unit}`) })}`}
                {dueAt && ` · ${t('why.due', { at: dayAndTime(dueAt, language) })}`}
              </h3>
              {segments.length > 0 && <Segments segments={segments} />}
            </section>
          ))}
          {data.rungs.length > 0 && (
            <section>
              <h3>{t('why.rungs')}</h3>
              <ul>
                {data.rungs.map(({ rung, at, firesAt, effect, firedAt }) => (
                  <li key={rung}>
                    {dayAndTime(firesAt ?? at, language)} {say(EFFECT_WORDS[effect])}
                    {firedAt && ` · ${t('why.fired', { at: dayAndTime(firedAt, language) })}`}
                  </li>
                ))}
              </ul>
            </section>
          )}
        </>
      )}
    </Modal>
  );
}

const REASONS = ['weekend', 'holiday', 'makeUpDay', 'startDay', 'night', 'lunch'] as const;

function reasonWord(reason: string | undefined, t: ReturnType<typeof useWords>['t']): string {
  const known = REASONS.find((one) => one === reason);
  return known ? t(`why.reasons.${known}`) : (reason ?? '');
}

function Segments({ segments }: { segments: readonly Segment[] }) {
  const { t, language } = useWords();
  return (
    <table className="plain segments">
      <thead>
        <tr>
          <th scope="col">{t('why.from')}</th>
          <th scope="col">{t('why.to')}</th>
          <th scope="col">{t('why.kind')}</th>
          <th scope="col">{t('why.reason')}</th>
          <th scope="col">{t('why.counted')}</th>
        </tr>
      </thead>
      <tbody>
        {segments.map(({ from, to, kind, reason, counted }, at) => (
          <tr key={at}>
            <td>{dayAndTime(from, language)}</td>
            <td>{dayAndTime(to, language)}</td>
            <td>{t(`why.${kind}`)}</td>
            <td>{reasonWord(reason, t)}</td>
            <td>{counted === undefined ? '' : Math.round(counted * 100) / 100}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
