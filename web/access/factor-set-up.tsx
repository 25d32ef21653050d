import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api, ask } from '../api/client.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';

/** A second factor: a secret for the app, a proof that the app works, and codes for when it is lost. */
export function FactorSetUp({ onDone }: { onDone: () => void }) {
  const { t } = useWords();
  const [offered, setOffered] = useState<{ secret: string; uri: string } | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const trying = async (work: () => Promise<void>): Promise<void> => {
    setError(null);
    await work().catch(setError);
  };
  const begin = (): Promise<void> => trying(async () => setOffered(await ask(api.POST('/api/v1/me/second-factor'))));
  const confirm = (code: string): Promise<void> =>
    trying(async () =>
      setCodes((await ask(api.POST('/api/v1/me/second-factor/confirm', { body: { code } }))).recoveryCodes),
    );
  return (
    <>
      {error !== null && <ProblemNote error={error} />}
      {codes !== null ? (
        <Codes codes={codes} onDone={onDone} />
      ) : offered !== null ? (
        <>
          <p>{t('factor.step1')}</p>
          <pre className="codes">{offered.secret}</pre>
          <p>
            <a href={offered.uri}>{t('factor.open')}</a>
          </p>
          <FactorCode label={t('factor.step2')} onCode={confirm} />
        </>
      ) : (
        <Button type="primary" block onClick={() => void begin()}>
          {t('factor.begin')}
        </Button>
      )}
    </>
  );
}

/** Recovery codes in place of those that there are, for who shows that the app is still at hand. */
export function CodesAnew({ onDone }: { onDone: () => void }) {
  const { t } = useWords();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const make = async (code: string): Promise<void> => {
    setError(null);
    await ask(api.POST('/api/v1/me/second-factor/recovery-codes', { body: { code } })).then(
      ({ recoveryCodes }) => setCodes(recoveryCodes),
      setError,
    );
  };
  return (
    <>
      {error !== null && <ProblemNote error={error} />}
      {codes === null ? (
        <FactorCode label={t('account.factorCodesProve')} onCode={make} />
      ) : (
        <Codes codes={codes} onDone={onDone} />
      )}
    </>
  );
}

/** They stand there this once. */
function Codes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useWords();
  return (
    <>
      <p>{t('factor.codes')}</p>
      <pre className="codes">{codes.join('\n')}</pre>
      <Button type="primary" block onClick={onDone}>
        {t('factor.done')}
      </Button>
    </>
  );
}

export function FactorCode({ label, onCode }: { label: string; onCode: (code: string) => Promise<void> }) {
  const { t } = useWords();
  return (
    <Form layout="vertical" requiredMark={false} onFinish={({ code }: { code: string }) => void onCode(code)}>
      <Form.Item name="code" label={label} rules={[{ required: true, message: t('signIn.needed') }]}>
        <Input autoComplete="one-time-code" inputMode="numeric" maxLength={64} autoFocus />
      </Form.Item>
      <Button type="primary" htmlType="submit" block>
        {t('factor.confirm')}
      </Button>
    </Form>
  );
}
