import { useState } from 'react';
import { api, ask } from '../../api/client.js';
import { useWords } from '../../words/i18n.js';
import { dayAndTime } from '../../words/time.js';
import { Deed } from '../deed.js';
import { rebaseDraft } from '../drafts.js';
import { ifMatch } from '../if-match.js';
import type { Opened } from '../noun-page.js';
import { ShownOnce } from '../shown-once.js';
import type { Person } from './person-values.js';

/** What a person signs in with: a password that was lost, a second factor that was lost, and whether at all. */
export function SigningIn({
  person: { id, name, state, version },
  draft,
  stay,
}: {
  person: Person;
  draft: string;
  stay: Opened<Person>['stay'];
}) {
  const { t, language } = useWords();
  const [word, setWord] = useState<{ oneTimePassword: string; validUntil: string } | null>(null);
  const path = { id };
  const params = { path, header: ifMatch(version) };
  const locks = state === 'active';
  const changed = (text: string) => (now: Person) => {
    rebaseDraft(draft, now.version);
    stay(text, { noun: 'account', id });
  };
  return (
    <section className="card" aria-labelledby="signing-in">
      <h2 id="signing-in">{t('admin.people.signingIn')}</h2>
      <div className="action-buttons">
        <Deed
          words={t('admin.people.resetPassword')}
          explains={t('admin.people.resetPasswordText', { name })}
          send={() => ask(api.POST('/api/v1/accounts/{id}/password', { params: { path } }))}
          onDone={setWord}
        />
        <Deed
          words={t('admin.people.removeFactor')}
          explains={t('admin.people.removeFactorText', { name })}
          danger
          send={() => ask(api.DELETE('/api/v1/accounts/{id}/second-factor', { params: { path } }))}
          onDone={() => stay(t('admin.people.factorRemoved', { name }), { noun: 'account', id })}
        />
        {locks ? (
          <Deed
            words={t('admin.people.lock')}
            explains={t('admin.people.lockText', { name })}
            danger
            send={() => ask(api.POST('/api/v1/accounts/{id}/lock', { params }))}
            onDone={changed(t('admin.people.locked', { name }))}
          />
        ) : (
          <Deed
            words={t('admin.people.unlock')}
            explains={t(state === 'left' ? 'admin.people.comeBackText' : 'admin.people.unlockText', { name })}
            send={() => ask(api.POST('/api/v1/accounts/{id}/unlock', { params }))}
            onDone={changed(t('admin.people.unlocked', { name }))}
          />
        )}
      </div>
      {word && (
        <ShownOnce
          title={t('admin.people.oneTimePassword')}
          secret={word.oneTimePassword}
          text={t('admin.people.oneTimePasswordText', { name, until: dayAndTime(word.validUntil, language) })}
          onClose={() => setWord(null)}
        />
      )}
    </section>
  );
}
