import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client.js';
import { SameMatterList } from '../parts/same-matter.js';
import type { Ticket } from '../ticket/ticket-data.js';
import { useWords } from '../words/i18n.js';

/**
 * Open tickets that perhaps are about the same, before one more is sent out. A person looks, and merges; whose words
 * are kept from this desk is compared with nothing.
 */
export function SameMatterCard({ ticket }: { ticket: Ticket }) {
  const { t } = useWords();
  const { id, title, text, address, classCode } = ticket;
  const said = title !== null || text !== null;
  const { data } = useQuery({
    queryKey: ['suggestions', 'of', id, ticket.version],
    queryFn: () =>
      ask(
        api.POST('/api/v1/suggestions', {
          body: {
            except: id,
            ...(title !== null && { title }),
            ...(text !== null && { text }),
            ...(address?.area !== undefined && { address: { area: address.area } }),
            ...(classCode !== null && { classCode }),
          },
        }),
      ),
    enabled: said,
    staleTime: 60_000,
    retry: false,
  });
  const found = data?.sameMatter ?? [];
  if (found.length === 0) return null;
  return (
    <section className="card" aria-labelledby="same-title">
      <h2 id="same-title">{t('dispatch.same')}</h2>
      <p className="quiet">{t('dispatch.sameHint')}</p>
      <SameMatterList found={found} />
    </section>
  );
}
