import { Button } from 'antd';
import { useMemo, type RefObject } from 'react';
import type { AccountCommand } from '../../contracts/commands.js';
import { classLabel, useClasses, useReference } from '../api/reference.js';
import { TicketPane } from '../desk/ticket-pane.js';
import type { Pane } from '../desk/work-desk.js';
import type { FormHandle } from '../forms/action-form.js';
import { LikelyUnits, type LikelyUnit } from '../forms/pickers.js';
import { useKeys } from '../shell/keys.js';
import type { Ticket } from '../ticket/ticket-data.js';
import { useTicket } from '../ticket/ticket-data.js';
import { useWords } from '../words/i18n.js';
import { likelyUnits } from './likely-units.js';
import { SameMatterCard } from './same-matter-card.js';

/** By these it is off this desk, or with those who are asked. */
const ENDS: readonly AccountCommand[] = ['dispatch', 'consult', 'concludeConsultation', 'merge'];

/** What a protected ticket shows to units is looked at before it goes to any. */
function deedsOf({ redaction }: Ticket): readonly AccountCommand[] {
  const toSend: readonly AccountCommand[] = ['concludeConsultation', 'dispatch'];
  return redaction !== null && !redaction.confirmed ? ['confirmRedaction', ...toSend] : toSend;
}

export function DispatchPane(pane: Pane) {
  const likely = useLikely(pane.number);
  return (
    <LikelyUnits value={likely}>
      <TicketPane {...pane} opens={deedsOf} ends={ENDS}>
        {({ ticket, handle }) => (
          <>
            <LikelyCard likely={likely} handle={handle} />
            <SameMatterCard ticket={ticket} />
          </>
        )}
      </TicketPane>
    </LikelyUnits>
  );
}

function useLikely(number: string): readonly LikelyUnit[] {
  const { t, language } = useWords();
  const { units } = useReference();
  const classes = useClasses();
  const { data: ticket } = useTicket(number);
  return useMemo(() => {
    if (!ticket) return [];
    const named = classes.find(({ code }) => code === ticket.classCode);
    const name = named ? classLabel(named, language) : '';
    return likelyUnits(ticket, classes, units).map(({ id, why }) => ({ id, why: t(`dispatch.why.${why}`, { name }) }));
  }, [t, language, ticket, classes, units]);
}

/** The owner of the class first; a press, or its digit, fills it in with the reason. */
function LikelyCard({ likely, handle }: { likely: readonly LikelyUnit[]; handle: RefObject<FormHandle | null> }) {
  const { t, language } = useWords();
  const { unitPath } = useReference();
  const take = ({ id, why }: LikelyUnit): void => {
    const form = handle.current;
    if (form?.command === 'consult') form.set({ units: [id] });
    else if (form?.command === 'dispatch' || form?.command === 'concludeConsultation')
      form.set({ unit: id, reason: why });
    else return;
    form.focus('reason');
  };
  useKeys(Object.fromEntries(likely.map((one, at) => [String(at + 1), () => take(one)])));
  return (
    <section className="card" aria-labelledby="likely-title">
      <h2 id="likely-title">{t('dispatch.likely')}</h2>
      {likely.length === 0 && <p className="quiet">{t('dispatch.nobody')}</p>}
      <ol className="likely">
        {likely.map((one, at) => (
          <li key={one.id}>
            <Button onClick={() => take(one)} type={at === 0 ? 'primary' : 'default'}>
              <kbd aria-hidden>{at + 1}</kbd> {unitPath(one.id, language)}
            </Button>
            <span className="quiet">{one.why}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
