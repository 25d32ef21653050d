import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Empty, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { DELIVERY_OUTCOMES, type DeliveryOutcome } from '../../domain/webhook/subscription.js';
import { EVENT_WORDS } from '../../domain/ticket/words.js';
import { NounTable } from '../admin/noun-table.js';
import { api, ask } from '../api/client.js';
import { ProblemNote } from '../parts/problem-note.js';
import { speak } from '../shell/say.js';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';
import { clockTime, dayAndTime } from '../words/time.js';
import { redeliver, WEBHOOKS, type Delivery } from './webhooks.js';

/** Every attempt and what the receiver said; one or several events are sent once more. */
export function Deliveries({ id }: { id: string }) {
  const { t, say, language } = useWords();
  const client = useQueryClient();
  const [outcome, setOutcome] = useState<DeliveryOutcome | 'all'>('all');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const query = useInfiniteQuery({
    queryKey: [...WEBHOOKS, id, 'deliveries', outcome],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET('/api/v1/webhooks/{id}/deliveries', {
          params: {
            path: { id },
            query: {
              ...(outcome !== 'all' && { outcome }),
              limit: 50,
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  useKeys({ r: () => void query.refetch() });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const isTest = ({ ticket }: Delivery): boolean => ticket === null;
  const choose = (one: string): void => {
    const next = new Set(chosen);
    if (!next.delete(one)) next.add(one);
    setChosen(next);
  };
  async function again(deliveries: readonly string[]): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      for (const one of deliveries) await redeliver(id, one);
      setChosen(new Set());
      speak(t('webhooks.againTaken'));
      await client.invalidateQueries({ queryKey: [...WEBHOOKS, id] });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }
  const problem = error ?? query.error;
  return (
    <section aria-labelledby="deliveries" className="deliveries">
      <div className="page-head">
        <h2 id="deliveries">{t('webhooks.deliveries')}</h2>
        <Segmented<DeliveryOutcome | 'all'>
          aria-label={t('webhooks.outcome')}
          value={outcome}
          options={[
            { value: 'all' as const, label: t('webhooks.deliveriesAll') },
            ...DELIVERY_OUTCOMES.map((value) => ({ value, label: t(`webhooks.outcomes.${value}`) })),
          ]}
          onChange={setOutcome}
        />
        {chosen.size > 0 && (
          <Button type="primary" loading={busy} onClick={() => void again([...chosen])}>
            {t('webhooks.chosenAgain', { count: chosen.size })}
          </Button>
        )}
      </div>
      {problem !== null && <ProblemNote error={problem} />}
      {query.isPending ? (
        <Skeleton active />
      ) : rows.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('webhooks.noDeliveries')} />
      ) : (
        <NounTable
          caption={t('webhooks.deliveries')}
          rows={rows}
          idOf={(one) => one.id}
          onMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
          columns={[
            {
              key: 'type',
              head: t('webhooks.type'),
              cell: (one) => {
                const words = say(EVENT_WORDS[one.type]) || one.type;
                return isTest(one) ? (
                  words
                ) : (
                  <Checkbox
                    checked={chosen.has(one.id)}
                    aria-label={`${t('webhooks.choose')}：${words} ${dayAndTime(one.at, language)}`}
                    onChange={() => choose(one.id)}
                  >
                    {words}
                  </Checkbox>
                );
              },
            },
            { key: 'outcome', head: t('webhooks.outcome'), cell: (one) => t(`webhooks.outcomes.${one.outcome}`) },
            {
              key: 'answer',
              head: t('webhooks.answer'),
              cell: ({ status, error: fault, answer }) => (
                <>
                  {[status, fault].filter((part) => part !== null).join(' ')}
                  {answer !== '' && <div className="quiet said">{answer.slice(0, 200)}</div>}
                </>
              ),
            },
            {
              key: 'at',
              head: t('webhooks.at'),
              cell: ({ at }) => `${dayAndTime(at, language).slice(0, -5)}${clockTime(at, language)}`,
            },
            { key: 'ms', head: t('webhooks.ms'), cell: (one) => t('webhooks.msOf', { count: one.durationMs }) },
            {
              key: 'again',
              head: t('webhooks.again'),
              cell: (one) =>
                isTest(one) ? (
                  ''
                ) : (
                  <Button size="small" disabled={busy} onClick={() => void again([one.id])}>
                    {t('webhooks.again')}
                  </Button>
                ),
            },
          ]}
        />
      )}
    </section>
  );
}
