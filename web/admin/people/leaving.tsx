import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, ask } from '../../api/client.js';
import { useReference } from '../../api/reference.js';
import type { components } from '../../generated/api.js';
import { useWords } from '../../words/i18n.js';
import { Deed } from '../deed.js';
import { ifMatch } from '../if-match.js';
import type { Opened } from '../noun-page.js';
import type { Person } from './person-values.js';

type HandedOver = components['schemas']['LeftAccount']['handedOver'];

/** What was handed over is told here alone, so it outlives that the person is read anew. */
const told = new Map<string, HandedOver>();

/** A person leaves: what was theirs, and who has it now. A second time hands over what could not be before. */
export function Leaving({
  person: { id, name, state, version },
  stay,
}: {
  person: Person;
  stay: Opened<Person>['stay'];
}) {
  const { t, language } = useWords();
  const { unitName } = useReference();
  const [handed, setHanded] = useState(told.get(id));
  return (
    <section className="card" aria-labelledby="leaving">
      <h2 id="leaving">{t('admin.people.leave')}</h2>
      <p className="quiet">{t('admin.people.leaveText')}</p>
      {handed && (
        <div role="status">
          <p>{t('admin.people.handedOver', { count: handed.tickets.length, withdrawn: handed.disclosures })}</p>
          <ul className="lines">
            {handed.tickets.map(({ id: ticket, number, unit, to, why }) => (
              <li key={ticket}>
                <Link to="/tickets/$id" params={{ id: number }}>
                  {number}
                </Link>{' '}
                {unitName(unit, language)} →{' '}
                {to
                  ? `${unitName(to.unit, language)} · ${t(`admin.words.position.${to.position}`)}`
                  : t(`admin.words.notHanded.${why ?? 'refused'}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Deed
        words={t(state === 'left' ? 'admin.people.handOverAgain' : 'admin.people.leave')}
        explains={t('admin.people.leaveText')}
        danger={state !== 'left'}
        send={() =>
          ask(api.POST('/api/v1/accounts/{id}/leave', { params: { path: { id }, header: ifMatch(version) } }))
        }
        onDone={({ handedOver }) => {
          told.set(id, handedOver);
          setHanded(handedOver);
          stay(t('admin.people.left', { name }), { noun: 'account', id });
        }}
      />
    </section>
  );
}
