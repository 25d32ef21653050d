import { LOOK_FIELDS } from '../../domain/look/look.js';
import { api, ask } from '../api/client.js';
import { useWords } from '../words/i18n.js';
import { LookList, useLookFieldWords, type LookField } from './looks.js';
import { beginning, ClearFilters, Days, end, FilterChoice, FilterText, useTrailFilters } from './trail-filters.js';

const IS_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NO_TICKET = '00000000-0000-4000-8000-000000000000';

/** The trail knows tickets by their ids; of a number its own rows say which it is. */
async function idOf(ticket: string): Promise<string> {
  if (IS_ID.test(ticket)) return ticket;
  const params = { path: { id: ticket }, query: { limit: 1 } };
  const { items } = await ask(api.GET('/api/v1/tickets/{id}/looks', { params }));
  return items[0]?.ticket ?? NO_TICKET;
}

/** Who was shown what of all tickets, newest first. Reading it is written down as well. */
export function LooksPage() {
  const { t } = useWords();
  const fieldWord = useLookFieldWords();
  const { filters, change, clear } = useTrailFilters('looks');
  const { actor, ticket, field, from, to } = filters;
  return (
    <>
      <h1>{t('admin.pages.looks')}</h1>
      <p className="quiet about">{t('trail.looksAbout')}</p>
      <div className="filters" role="search">
        <FilterText label={t('trail.ticketNumber')} value={ticket} onEnter={(value) => change({ ticket: value })} />
        <FilterText label={t('trail.actor')} value={actor} onEnter={(value) => change({ actor: value })} />
        <FilterChoice
          label={t('trail.field')}
          value={field}
          options={LOOK_FIELDS.map((value) => ({ value, label: fieldWord(value) }))}
          onChange={(value) => change({ field: value })}
        />
        <Days filters={filters} onChange={change} />
        <ClearFilters onClear={clear} />
      </div>
      <LookList
        queryKey={['trail-looks', actor, ticket, field, from, to]}
        caption={t('admin.pages.looks')}
        withTicket
        onActor={(id) => change({ actor: id })}
        read={async (cursor) =>
          ask(
            api.GET('/api/v1/audit/looks', {
              params: {
                query: {
                  ...(actor !== undefined && { actor }),
                  ...(ticket !== undefined && { ticket: await idOf(ticket) }),
                  ...(field !== undefined && { field: field as LookField }),
                  ...(from !== undefined && { from: beginning(from) }),
                  ...(to !== undefined && { to: end(to) }),
                  limit: 50,
                  ...(cursor !== null && { cursor }),
                },
              },
            }),
          )
        }
      />
    </>
  );
}
