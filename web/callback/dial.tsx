import { PhoneOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, ask } from '../api/client.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import type { InHand } from './callback-data.js';

const SHOWN_MS = 60_000;

interface Shown {
  readonly phone: string | null;
  /** It leads to the citizen and is not theirs. */
  readonly relayed: boolean;
  readonly disclosure: string;
}

/**
 * The number, for this attempt. It stands in the memory of this part alone, for a minute; then what opened it is given
 * back, so that looking again is another look with another record.
 */
export function Dial({ inHand, renew }: { inHand: InHand; renew: (id: string) => Promise<boolean> }) {
  const { t, language } = useWords();
  const { id, call } = inHand;
  const [shown, setShown] = useState<Shown | null>(null);
  const [waits, setWaits] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const opened = useRef<string | null>(null);

  const close = useCallback((): void => {
    setShown(null);
    const disclosure = opened.current;
    opened.current = null;
    if (disclosure === null) return;
    const path = { id, disclosure };
    void ask(api.POST('/api/v1/tickets/{id}/disclosures/{disclosure}/withdrawal', { params: { path } })).catch(
      () => undefined,
    );
  }, [id]);
  useEffect(() => close, [close]);
  useEffect(() => {
    if (!shown) return undefined;
    const timer = setTimeout(close, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown, close]);

  async function dial(): Promise<void> {
    if (busy || shown) return;
    setBusy(true);
    setError(null);
    try {
      if (!(await renew(id))) return;
      const params = { path: { id } };
      const words = t('callback.dialWords', { attempt: call.attempt });
      const made = await ask(
        api.POST('/api/v1/tickets/{id}/disclosures', {
          params,
          body: { fields: ['telephone'], purpose: 'callBack', words },
        }),
      );
      if (made.state !== 'holds') {
        setWaits(made.decideUntil);
        return;
      }
      opened.current = made.id;
      const ownNumber = async (): Promise<string | null> =>
        (await ask(api.GET('/api/v1/tickets/{id}', { params }))).citizen?.phone ?? null;
      setShown({ phone: made.relay ?? (await ownNumber()), relayed: made.relay !== null, disclosure: made.id });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }
  useKeys({ d: () => void dial() });

  if (waits !== null)
    return <Alert type="info" showIcon title={t('callback.dialWaits', { at: dayAndTime(waits, language) })} />;
  return (
    <div className="dial">
      {shown ? (
        <p role="status">
          <strong className="dial-number">{shown.phone === null ? t('none') : asDialled(shown.phone)}</strong>{' '}
          <span className="quiet">{t(shown.relayed ? 'callback.dialRelay' : 'callback.dialShown')}</span>
        </p>
      ) : (
        <Button
          type="primary"
          size="large"
          icon={<PhoneOutlined />}
          loading={busy}
          title="d"
          onClick={() => void dial()}
        >
          {t('callback.dial')} <kbd>D</kbd>
        </Button>
      )}
      {error !== null && <ProblemNote error={error} />}
    </div>
  );
}

/** Within the country nobody dials the country. */
function asDialled(phone: string): string {
  return phone.replace(/^\+86/, '');
}
