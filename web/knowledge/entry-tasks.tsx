import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { CORRECTION_KIND_WORDS } from '../../domain/knowledge/entry-words.js';
import { CORRECTION_KINDS, type CorrectionKind } from '../../domain/knowledge/vocabulary.js';
import { Deed } from '../admin/deed.js';
import { api, ask } from '../api/client.js';
import { newUuid } from '../api/new-key.js';
import { useWords } from '../words/i18n.js';
import type { Entry } from './entry.js';
import { TaskFacts } from './task-list.js';

/** The open tasks of an entry, or of one that is still to be written. */
export function useEntryTasks(id: string) {
  return useQuery({
    queryKey: ['knowledge', 'tasks', 'of', id],
    queryFn: () => ask(api.GET('/api/v1/knowledge/tasks', { params: { query: { entry: id } } })),
  });
}

export function EntryTasks({ id }: { id: string }) {
  const { t } = useWords();
  const { data } = useEntryTasks(id);
  if (!data || data.items.length === 0) return null;
  return (
    <section className="card">
      <h2>{t('knowledge.openTasks')}</h2>
      <ul className="knowledge-list">
        {data.items.map((task) => (
          <li key={task.id}>
            <TaskFacts task={task} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whoever reads that an answer is not right says so; its unit mends it, and until then a wrong one warns. */
export function Correct({ entry }: { entry: Entry }) {
  const { t, say } = useWords();
  const queries = useQueryClient();
  const [about, setAbout] = useState<CorrectionKind>('wrong');
  const [text, setText] = useState('');
  const [correction, setCorrection] = useState(newUuid);
  return (
    <Deed
      words={t('knowledge.correct')}
      explains={
        <div className="knowledge-correction">
          <p>{t('knowledge.correctExplains')}</p>
          <Select
            aria-label={t('knowledge.whatIsWrong')}
            value={about}
            options={CORRECTION_KINDS.map((one) => ({ value: one, label: say(CORRECTION_KIND_WORDS[one]) }))}
            onChange={(one: CorrectionKind) => setAbout(one)}
          />
          <Input.TextArea
            aria-label={t('knowledge.howItIs')}
            placeholder={t('knowledge.howItIs')}
            rows={3}
            maxLength={2_000}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </div>
      }
      send={() =>
        ask(
          api.PUT('/api/v1/knowledge/{entry}/corrections/{correction}', {
            params: { path: { entry: entry.id, correction } },
            body: { version: entry.version.version, about, text },
          }),
        )
      }
      onDone={() => {
        setText('');
        setCorrection(newUuid());
        void queries.invalidateQueries({ queryKey: ['knowledge'] });
      }}
    />
  );
}
