import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { ROLE_WORDS } from '../../domain/ticket/words.js';
import { api, ask } from '../api/client.js';
import { startAnew, type Me } from '../api/me.js';
import { ProblemNote } from '../parts/problem-note.js';
import { PositionSwitch } from '../shell/position-switch.js';
import { SignOutButton } from '../shell/choices.js';
import { useWords } from '../words/i18n.js';

/** For a position that needs a second factor: nothing else is open before one was shown. */
export function FactorPage({ me }: { me: Me }) {
  const { t, say } = useWords();
  const [offered, setOffered] = useState<{ secret: string; uri: string } | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const isSet = me.person?.secondFactor === true;

  const trying = async (work: () => Promise<void>): Promise<void> => {
    setError(null);
    await work().catch(setError);
  };
  const begin = (): Promise<void> => trying(async () => setOffered(await ask(api.POST('/api/v1/me/second-factor'))));
  const confirm = ({ code }: { code: string }): Promise<void> =>
    trying(async () => {
      if (isSet) {
        await ask(api.POST('/api/v1/me/second-factor/proof', { body: { code } }));
        await startAnew();
      } else {
        setCodes((await ask(api.POST('/api/v1/me/second-factor/confirm', { body: { code } }))).recoveryCodes);
      }
    });

  return (
    <main className="sign-in" id="main">
      <h1>{t('factor.title')}</h1>
      <p>{t('factor.why', { role: say(ROLE_WORDS[me.role]) })}</p>
      {error !== null && <ProblemNote error={error} />}
      {codes !== null ? (
        <>
          <p>{t('factor.codes')}</p>
          <pre className="codes">{codes.join('\n')}</pre>
          <Button type="primary" block onClick={() => void startAnew()}>
            {t('factor.done')}
          </Button>
        </>
      ) : isSet || offered !== null ? (
        <>
          {offered !== null && (
            <>
              <p>{t('factor.step1')}</p>
              <pre className="codes">{offered.secret}</pre>
              <p>
                <a href={offered.uri}>{t('factor.open')}</a>
              </p>
            </>
          )}
          <Form layout="vertical" requiredMark={false} onFinish={(written: { code: string }) => void confirm(written)}>
            <Form.Item
              name="code"
              label={t(isSet ? 'factor.prove' : 'factor.step2')}
              rules={[{ required: true, message: t('signIn.needed') }]}
            >
              <Input autoComplete="one-time-code" inputMode="numeric" maxLength={64} autoFocus />
            </Form.Item>
            <Button type="primary" htmlType="submit" block>
              {t('factor.confirm')}
            </Button>
          </Form>
        </>
      ) : (
        <Button type="primary" block onClick={() => void begin()}>
          {t('factor.begin')}
        </Button>
      )}
      <div className="sign-in-choices">
        <PositionSwitch me={me} />
        <SignOutButton />
      </div>
    </main>
  );
}
