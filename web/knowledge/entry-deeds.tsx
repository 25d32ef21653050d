import { useState } from 'react';
import type { EntryCommand } from '../../domain/knowledge/vocabulary.js';
import { ENTRY_COMMAND_WORDS } from '../../domain/knowledge/entry-words.js';
import { Deed } from '../admin/deed.js';
import { api, ask } from '../api/client.js';
import { useWords } from '../words/i18n.js';
import type { Entry } from './entry.js';
import { ReasonArea } from './reason-area.js';

const WITH_REASON: ReadonlySet<EntryCommand> = new Set(['return', 'withdraw']);

/** What the API lets this person do with this version now, each with what will come of it. */
export function EntryDeeds({ entry, onDone }: { entry: Entry; onDone: () => void }) {
  const { t, say } = useWords();
  const [reason, setReason] = useState('');
  return (
    <>
      {entry.version.allowedCommands.map((command) => (
        <Deed
          key={command}
          words={say(ENTRY_COMMAND_WORDS[command])}
          danger={WITH_REASON.has(command)}
          explains={
            <>
              <p>{t(`knowledge.explains.${command}`)}</p>
              {WITH_REASON.has(command) && <ReasonArea value={reason} onChange={setReason} />}
            </>
          }
          send={() =>
            ask(
              api.POST('/api/v1/knowledge/{entry}/versions/{version}/commands/{command}', {
                params: { path: { entry: entry.id, version: entry.version.version, command } },
                body: { reason: WITH_REASON.has(command) && reason.trim() !== '' ? reason : null },
              }),
            )
          }
          onDone={onDone}
        />
      ))}
    </>
  );
}
