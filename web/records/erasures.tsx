import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { ASKED_BASES, HOLD_BASES } from '../../domain/erasure/erasure-request.js';
import { REQUEST_WORDS, STATE_WORDS } from '../../domain/ticket/words.js';
import type { RequestKind, State } from '../../domain/ticket/vocabulary.js';
import { Deed } from '../admin/deed.js';
import { api, ask } from '../api/client.js';
import { mayWith, type Me } from '../api/me.js';
import type { components } from '../generated/api.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { Who } from './who.js';

type Erasures = components['schemas']['Erasures'];
type Erasure = components['schemas']['Erasure'];

/** Whether it is erased, what stands against that, who asked, and who says that it must be kept. */
export function Erasures({ id, me }: { id: string; me: Me }) {
  const { t } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: ['one-ticket', id, 'erasures'],
    queryFn: () => ask(api.GET('/api/v1/tickets/{id}/erasure', { params: { path: { id } } })),
  });
  const heldWords = useHeldWords();
  const anew = (): void => void refetch();
  return (
    <section className="card" aria-labelledby="erasures">
      <h2 id="erasures">{t('oneTicket.erasure')}</h2>
      {error && <ProblemNote error={error} />}
      {data && (
        <>
          {data.erased ? (
            <p className="strong">{t('oneTicket.erased')}</p>
          ) : data.held.length === 0 ? (
            <p>{t('oneTicket.free')}</p>
          ) : (
            <>
              <p>{t('oneTicket.heldBy')}</p>
              <ul>
                {data.held.map((one) => (
                  <li key={one}>{heldWords(one)}</li>
                ))}
              </ul>
            </>
          )}
          {(mayWith(me, 'setLegalHold') || data.hold !== null) && <Hold id={id} me={me} of={data} onDone={anew} />}
          <ul className="lines">
            {data.items.map((one) => (
              <OneErasure key={one.id} of={one} id={id} me={me} onDone={anew} />
            ))}
          </ul>
          {data.items.length === 0 && !data.erased && <p className="quiet">{t('oneTicket.noErasures')}</p>}
          {!data.erased && data.held.length === 0 && mayWith(me, 'askForErasure') && (
            <WithBasis
              words={t('oneTicket.askErase')}
              explains={t('oneTicket.askEraseExplains')}
              options={ASKED_BASES.map((value) => ({ value, label: t(`oneTicket.bases.${value}`) }))}
              send={(basis) =>
                ask(api.POST('/api/v1/tickets/{id}/erasure', { params: { path: { id } }, body: { basis } }))
              }
              onDone={anew}
            />
          )}
        </>
      )}
    </section>
  );
}

/** What stands against it comes as a word and what it is about. */
function useHeldWords(): (held: string) => string {
  const { t, say } = useWords();
  return (held) => {
    const [word = '', what = ''] = held.split(' ');
    switch (word) {
      case 'legalHold':
        return t('oneTicket.held.legalHold');
      case 'state':
        return t('oneTicket.held.state', { what: say(STATE_WORDS[what as State]) });
      case 'request':
        return t('oneTicket.held.request', { what: say(REQUEST_WORDS[what as RequestKind]) });
      case 'followers':
        return t('oneTicket.held.followers', { what });
      default:
        return held;
    }
  };
}

function Hold({ id, me, of: { hold }, onDone }: { id: string; me: Me; of: Erasures; onDone: () => void }) {
  const { t, language } = useWords();
  const params = { path: { id } };
  return (
    <div>
      <h3>{t('oneTicket.hold')}</h3>
      {hold && (
        <p>
          {t('oneTicket.holdSince', {
            basis: t(`oneTicket.holds.${hold.basis}`),
            at: dayAndTime(hold.since, language),
          })}
        </p>
      )}
      {!mayWith(me, 'setLegalHold') ? null : hold ? (
        <Deed
          words={t('oneTicket.holdLift')}
          explains={t('oneTicket.holdLiftExplains')}
          danger
          send={() => ask(api.DELETE('/api/v1/tickets/{id}/hold', { params }))}
          onDone={onDone}
        />
      ) : (
        <WithBasis
          words={t('oneTicket.holdSet')}
          options={HOLD_BASES.map((value) => ({ value, label: t(`oneTicket.holds.${value}`) }))}
          send={(basis) => ask(api.PUT('/api/v1/tickets/{id}/hold', { params, body: { basis } }))}
          onDone={onDone}
        />
      )}
    </div>
  );
}

function OneErasure({ of, id, me, onDone }: { of: Erasure; id: string; me: Me; onDone: () => void }) {
  const { t, language } = useWords();
  const own = of.askedBy.id === me.id;
  const mayDecide = mayWith(me, 'decideErasure');
  const params = { path: { id, erasure: of.id } };
  const decide = (grant: boolean) =>
    ask(api.POST('/api/v1/tickets/{id}/erasure/{erasure}/decision', { params, body: { grant } }));
  return (
    <li>
      <time dateTime={of.askedAt}>{dayAndTime(of.askedAt, language)}</time> <Who actor={of.askedBy} />{' '}
      <strong>{t(`oneTicket.states.${of.state}`)}</strong>
      <div>
        {t('oneTicket.basis')} {t(`oneTicket.bases.${of.basis}`)}
        {of.state === 'waiting' && ` · ${t('records.decideUntil')} ${dayAndTime(of.decideUntil, language)}`}
        {of.doneAt !== null && ` · ${t('oneTicket.doneAt')} ${dayAndTime(of.doneAt, language)}`}
      </div>
      {of.state === 'waiting' && (
        <div className="form-buttons">
          {mayDecide && !own && (
            <>
              <Deed
                words={t('oneTicket.grantErase')}
                explains={t('oneTicket.grantEraseExplains')}
                danger
                send={() => decide(true)}
                onDone={onDone}
              />
              <Deed
                words={t('records.deny')}
                explains={t('records.decide')}
                send={() => decide(false)}
                onDone={onDone}
              />
            </>
          )}
          {own && <span className="quiet">{t('records.ownRequest')}</span>}
          {(own || mayDecide) && (
            <Deed
              words={t('records.withdraw')}
              explains={t('records.withdrawExplains')}
              send={() => ask(api.POST('/api/v1/tickets/{id}/erasure/{erasure}/withdrawal', { params }))}
              onDone={onDone}
            />
          )}
        </div>
      )}
    </li>
  );
}

/** A deed that wants to know why, from a list of reasons. */
function WithBasis<Basis extends string>({
  words,
  explains,
  options,
  send,
  onDone,
}: {
  words: string;
  explains?: string;
  options: readonly { readonly value: Basis; readonly label: string }[];
  send: (basis: Basis) => Promise<unknown>;
  onDone: () => void;
}) {
  const { t } = useWords();
  const [basis, setBasis] = useState<Basis>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  async function press(): Promise<void> {
    if (basis === undefined) return;
    setBusy(true);
    setError(null);
    try {
      await send(basis);
      setBasis(undefined);
      onDone();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      {explains !== undefined && <p className="quiet">{explains}</p>}
      <div className="form-buttons">
        <Select<Basis>
          className="filter"
          aria-label={`${words}：${t('oneTicket.basis')}`}
          placeholder={t('oneTicket.basis')}
          value={basis}
          options={[...options]}
          onChange={setBasis}
        />
        <Button disabled={basis === undefined} loading={busy} onClick={() => void press()}>
          {words}
        </Button>
      </div>
      {error !== null && <ProblemNote error={error} />}
    </>
  );
}
