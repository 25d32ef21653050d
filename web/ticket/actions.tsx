import { Button } from 'antd';
import { lazy, Suspense, useState, type Ref } from 'react';
import { ACCOUNT_COMMANDS, type AccountCommand } from '../../contracts/commands.js';
import { COMMAND_WORDS } from '../../domain/ticket/code-words.js';
import type { FormHandle } from '../forms/action-form.js';
import { hasDraft } from '../forms/drafts.js';
import { ActionForm } from '../forms/lazy-action-form.js';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';
import type { Ticket } from './ticket-data.js';

const SplitDialog = lazy(() => import('./split-dialog.js').then((module) => ({ default: module.SplitDialog })));

/** What the API says that the reader may do now, and nothing else. */
export function Actions({
  ticket,
  onDone,
  onStale,
  opens = [],
  handle,
}: {
  ticket: Ticket;
  onDone: (command: AccountCommand | 'split') => void;
  onStale: () => void;
  /** Of these the first that is allowed is open from the start. */
  opens?: readonly AccountCommand[];
  handle?: Ref<FormHandle>;
}) {
  const { t, say } = useWords();
  const allowed = ticket.allowedActions.filter((one): one is AccountCommand =>
    (ACCOUNT_COMMANDS as readonly string[]).includes(one),
  );
  // What was begun to be written is shown again.
  const [open, setOpen] = useState<AccountCommand | null>(
    () => allowed.find((one) => hasDraft(ticket.id, one)) ?? opens.find((one) => allowed.includes(one)) ?? null,
  );
  const [splits, setSplits] = useState(false);
  const maySplit = ticket.allowedActions.includes('split');
  useKeys({
    a: () => document.getElementById('actions')?.querySelector('button')?.focus(),
    ...Object.fromEntries(allowed.slice(0, 9).map((one, at) => [`a ${at + 1}`, () => setOpen(one)])),
  });
  return (
    <section id="actions" className="card actions" aria-labelledby="actions-title">
      <h2 id="actions-title">{t('ticket.actions')}</h2>
      {allowed.length === 0 && !maySplit && open === null && <p className="quiet">{t('ticket.noActions')}</p>}
      <div className="action-buttons">
        {allowed.map((one, at) => (
          <Button
            key={one}
            type={one === open ? 'primary' : 'default'}
            aria-expanded={one === open}
            title={at < 9 ? `a ${at + 1}` : undefined}
            onClick={() => setOpen(one === open ? null : one)}
          >
            {say(COMMAND_WORDS[one])}
          </Button>
        ))}
        {maySplit && (
          <Button aria-haspopup="dialog" onClick={() => setSplits(true)}>
            {say(COMMAND_WORDS.split)}
          </Button>
        )}
      </div>
      {splits && (
        <Suspense fallback={<p>{t('loading')}</p>}>
          <SplitDialog
            ticket={ticket}
            onClose={(isSplit) => {
              setSplits(false);
              if (isSplit) onDone('split');
            }}
          />
        </Suspense>
      )}
      {open !== null && (
        <Suspense fallback={<p>{t('loading')}</p>}>
          <ActionForm
            key={open}
            ticket={ticket}
            command={open}
            onDone={() => {
              setOpen(null);
              onDone(open);
            }}
            onClose={() => setOpen(null)}
            onStale={onStale}
            {...(handle && { handle })}
            onInstead={setOpen}
          />
        </Suspense>
      )}
    </section>
  );
}
