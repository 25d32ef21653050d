import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import type { AccountCommand } from '../../contracts/commands.js';
import { WHISTLE_WORDS } from '../../domain/ticket/code-words.js';
import { REQUEST_WORDS } from '../../domain/ticket/words.js';
import { api, ask } from '../api/client.js';
import { mayWith, useMe } from '../api/me.js';
import { useReference } from '../api/reference.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import type { Controlled } from './controlled.js';
import { openRequests, openSupervisions, openTasks, type Ticket } from './form-ticket.js';

/** One of the ticket's open requests, tasks or supervisions. */
export function PartPicker({ field, ticket, ...rest }: Controlled<string> & { field: string; ticket: Ticket | null }) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const options = ticket === null ? [] : optionsOf(ticket);
  return <Select {...rest} options={options} placeholder={t('form.choose')} />;

  function optionsOf(of: Ticket) {
    if (field === 'request') {
      return openRequests(of).map(({ id, kind, amount, until }) => ({
        value: id,
        label: [
          say(REQUEST_WORDS[kind]),
          ...(amount === null ? [] : [t('ticket.amount', { count: amount })]),
          ...(until === null ? [] : [t('ticket.untilDate', { at: dayAndTime(until, language) })]),
        ].join(' · '),
      }));
    }
    if (field === 'task') {
      return openTasks(of).map(({ id, unit, whistleCase }) => ({
        value: id,
        label: [unitName(unit, language), ...(whistleCase === null ? [] : [say(WHISTLE_WORDS[whistleCase])])].join(
          ' · ',
        ),
      }));
    }
    return openSupervisions(of).map(({ id, level, at }) => ({
      value: id,
      label: `${t('ticket.level', { level })} · ${dayAndTime(at, language)}`,
    }));
  }
}

/** A handler takes a ticket on; who looks after the accounts names anybody of the unit. */
export function PersonPicker({
  command,
  ticket,
  ...rest
}: Controlled<string> & { command: AccountCommand; ticket: Ticket | null }) {
  const { t } = useWords();
  const { data: me } = useMe();
  const unit = ticket?.lead?.id;
  const asksAccounts = command === 'handOver' && unit !== undefined && me != null && mayWith(me, 'listAccounts');
  const { data } = useQuery({
    queryKey: ['accounts', unit],
    queryFn: () => ask(api.GET('/api/v1/accounts', { params: { query: { unit, state: 'active' } } })),
    enabled: asksAccounts,
  });
  const mine = command === 'assign' && me ? [{ value: me.id, label: `${me.name}（${t('form.me')}）` }] : [];
  const options = [...mine, ...(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))];
  return <Select {...rest} options={options} placeholder={t('form.choose')} />;
}
