import { Button, Dropdown } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { AccountCommand } from '../../contracts/commands.js';
import { COMMAND_WORDS } from '../../domain/ticket/code-words.js';
import { useWords } from '../words/i18n.js';
import type { BulkItem } from './bulk-dialog.js';

const BulkDialog = lazy(() => import('./bulk-dialog.js').then((module) => ({ default: module.BulkDialog })));

/** What can be said of many tickets in the same words. What names a part of one ticket cannot. */
const TOGETHER: readonly AccountCommand[] = [
  'acknowledge',
  'recordContact',
  'accept',
  'dispatch',
  'reviewReply',
  'urge',
  'supervise',
  'resume',
];

export function BulkBar({
  items,
  onClear,
  onDone,
}: {
  items: readonly BulkItem[];
  onClear: () => void;
  onDone: () => void;
}) {
  const { t, say } = useWords();
  const [command, setCommand] = useState<AccountCommand | null>(null);
  // Of some it may be impossible: the trial says of which, and why.
  const possible = TOGETHER.filter((one) => items.some(({ allowedActions }) => allowedActions.includes(one)));
  return (
    <div className="bulk-bar" role="region" aria-label={t('bulk.pick')}>
      <strong>{t('bulk.chosen', { count: items.length })}</strong>
      {possible.length === 0 ? (
        <span>{t('bulk.noCommon')}</span>
      ) : (
        <Dropdown
          trigger={['click']}
          menu={{
            items: possible.map((key) => ({ key, label: say(COMMAND_WORDS[key]) })),
            onClick: ({ key }) => setCommand(key as AccountCommand),
          }}
        >
          <Button type="primary">{t('bulk.pick')}…</Button>
        </Dropdown>
      )}
      <Button onClick={onClear}>{t('bulk.clear')}</Button>
      {command !== null && (
        <Suspense fallback={null}>
          <BulkDialog
            command={command}
            items={items}
            onClose={(did) => {
              setCommand(null);
              if (!did) return;
              onClear();
              onDone();
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
