import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client.js';
import type { Me } from '../api/me.js';
import { useWords } from '../words/i18n.js';

const LOOK_AGAIN_MS = 5_000;

/** How far the demonstration city is filled, for as long as it is. Whoever knows that it is full asks nothing. */
export function DemoFilling({ me }: { me: Me }) {
  const { t } = useWords();
  const { data } = useQuery({
    queryKey: ['demonstration'],
    queryFn: async () => (await ask(api.GET('/api/v1/me'))).demonstration,
    initialData: me.demonstration,
    staleTime: LOOK_AGAIN_MS,
    enabled: me.demonstration !== null,
    refetchInterval: (query) => (query.state.data === null ? false : LOOK_AGAIN_MS),
  });
  if (data === null) return null;
  const { written, planned } = data;
  return (
    <div className="demo-filling">
      {t('demo.filling', { written, planned })}
      <progress value={written} max={planned} aria-label={t('demo.filling', { written, planned })} />
    </div>
  );
}
