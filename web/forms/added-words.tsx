import { Checkbox, Form, Input } from 'antd';
import { useEffect } from 'react';
import { EVENT_WORDS } from '../../domain/ticket/words.js';
import { useHistory, type TicketEvent } from '../ticket/ticket-data.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import type { Ticket } from './form-ticket.js';

interface Added {
  readonly event: number;
  readonly text: string;
}

/** What the citizen of a protected ticket said later, and what of it units may read: what is not chosen they do not. */
export function AddedWords({ ticket }: { ticket: Ticket }) {
  const { t } = useWords();
  const { data, hasNextPage, isFetching, fetchNextPage } = useHistory(ticket.number);
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const said = (data?.pages ?? []).flatMap(({ items }) => items).filter(({ redaction }) => redaction !== undefined);
  if (said.length === 0) return null;
  return (
    <Form.Item name="added" label={t('form.fields.added')}>
      <Rows said={said} />
    </Form.Item>
  );
}

function Rows({
  said,
  value = [],
  onChange,
}: {
  said: readonly TicketEvent[];
  value?: readonly Added[];
  onChange?: (value: readonly Added[]) => void;
}) {
  const { t, say, language } = useWords();
  const without = (seq: number): readonly Added[] => value.filter(({ event }) => event !== seq);
  const withText = (event: number, text: string): void =>
    onChange?.([...without(event), { event, text }].sort((a, b) => a.event - b.event));
  return said.map(({ seq, at, type, redaction }) => {
    const chosen = value.find(({ event }) => event === seq);
    return (
      <div key={seq} className="added-row">
        <Checkbox
          checked={chosen !== undefined}
          onChange={({ target }) => (target.checked ? withText(seq, redaction?.text ?? '') : onChange?.(without(seq)))}
        >
          {dayAndTime(at, language)} {say(EVENT_WORDS[type])} · {t('form.unitsMayRead')}
        </Checkbox>
        <Input.TextArea
          className="grows"
          rows={2}
          disabled={chosen === undefined}
          value={chosen?.text ?? redaction?.text ?? ''}
          aria-label={`${t('form.fields.added')} ${dayAndTime(at, language)}`}
          onChange={({ target }) => withText(seq, target.value)}
        />
      </div>
    );
  });
}
