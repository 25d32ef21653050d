import { useQuery } from '@tanstack/react-query';
import { Deed } from '../admin/deed.js';
import { api, ask } from '../api/client.js';
import { mayWith, type Me } from '../api/me.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { DecideButtons } from './decide-buttons.js';
import { Who } from './who.js';

/** Who asked to be shown what the ticket keeps back; of a protected one another person decides. */
export function Disclosures({ id, me }: { id: string; me: Me }) {
  const { t, language } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: ['one-ticket', id, 'disclosures'],
    queryFn: async () => (await ask(api.GET('/api/v1/tickets/{id}/disclosures', { params: { path: { id } } }))).items,
  });
  return (
    <section className="card" aria-labelledby="disclosures">
      <h2 id="disclosures">{t('oneTicket.disclosures')}</h2>
      {error && <ProblemNote error={error} />}
      {data?.length === 0 && <p className="quiet">{t('oneTicket.noDisclosures')}</p>}
      <ul className="lines">
        {data?.map(
          ({ id: disclosure, askedBy, askedAt, state, fields, purpose, words, decideUntil, decidedBy, until }) => {
            const params = { path: { id, disclosure } };
            const own = askedBy.id === me.id;
            return (
              <li key={disclosure}>
                <time dateTime={askedAt}>{dayAndTime(askedAt, language)}</time> <Who actor={askedBy} />{' '}
                <strong>
                  {t(`oneTicket.disclosed.${state}`, { at: until === null ? '' : dayAndTime(until, language) })}
                </strong>
                <div>
                  {fields.map((field) => t(`disclose.field.${field}`)).join('、')} · {t(`disclose.purposes.${purpose}`)}
                </div>
                {words !== null && <div className="said">{words}</div>}
                {decidedBy && (
                  <div className="quiet">
                    {t('records.decidedBy')} <Who actor={decidedBy} />
                  </div>
                )}
                {state === 'waiting' && (
                  <>
                    <div className="quiet">
                      {t('records.decideUntil')} {dayAndTime(decideUntil, language)}
                    </div>
                    {(own || mayWith(me, 'decideDisclosure')) && (
                      <DecideButtons
                        own={own}
                        decide={(grant) =>
                          ask(
                            api.POST('/api/v1/tickets/{id}/disclosures/{disclosure}/decision', {
                              params,
                              body: { grant },
                            }),
                          )
                        }
                        onDone={() => void refetch()}
                      />
                    )}
                  </>
                )}
                {(state === 'waiting' || state === 'holds') && (own || mayWith(me, 'decideDisclosure')) && (
                  <p className="records-back">
                    <Deed
                      words={t('records.withdraw')}
                      explains={t('records.withdrawExplains')}
                      danger
                      send={() => ask(api.POST('/api/v1/tickets/{id}/disclosures/{disclosure}/withdrawal', { params }))}
                      onDone={() => void refetch()}
                    />
                  </p>
                )}
              </li>
            );
          },
        )}
      </ul>
    </section>
  );
}
