import type { SuggestionsBody } from '../../contracts/intake.js';
import { DAY_MS } from '../../domain/calendar/civil-time.js';
import { countedIn, tellingWords, type Said } from '../../domain/intake/likeness.js';
import { COMPARED_DAYS, OUTAGE_DAYS } from '../../domain/intake/same-matter.js';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import type { IntakeViews } from '../../storage/intake/intake-views.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { Account } from '../access/account.js';
import { normalisedPhone } from '../ticket/phone.js';
import { MOST_EARLIER } from './earlier-tickets.js';
import { sameMatterIn } from './same-matter.js';

const LOOKED_AT = 200;
const NOTHING_COUNTED = countedIn([]);

interface Asked {
  readonly said: Said;
  readonly phone: string | undefined;
  readonly area: string | null;
  readonly classCode: string | null;
  /** The ticket that is looked at itself. */
  readonly except: string | undefined;
}

/** Open tickets that may be about the same: by their words, by the place of an outage, and of who calls. */
export async function findSameMatter(
  { said, phone: written, area, classCode, except }: Asked,
  account: Account,
  {
    views,
    units,
    now,
  }: { readonly views: IntakeViews; readonly units: ReferenceSnapshot['units']; readonly now: Date },
): Promise<SuggestionsBody['sameMatter']> {
  const phone = written === undefined ? null : normalisedPhone(written);
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  const [worded, there, theirs] = await Promise.all([
    views.perhapsSame(tellingWords(said, NOTHING_COUNTED), daysAgo(COMPARED_DAYS), LOOKED_AT),
    area === null || classCode === null
      ? []
      : views.openAt({ area, classCode, since: daysAgo(OUTAGE_DAYS) }, LOOKED_AT),
    phone === null ? [] : views.ofCaller(phone, MOST_EARLIER),
  ]);
  const open = theirs.filter(({ state }) => STATE_KIND[state.state] === 'open');
  const beside = new Map([...worded, ...there, ...open].map((ticket) => [ticket.state.id, ticket]));
  if (except !== undefined) beside.delete(except);
  const ofCaller = new Set(open.map(({ state }) => state.id));
  return sameMatterIn([...beside.values()], { said, area, classCode, ofCaller }, account, { units, now });
}
