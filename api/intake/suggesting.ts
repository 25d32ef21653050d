import type { IntakeWords, SuggestionsBody } from '../../contracts/intake.js';
import { DAY_MS } from '../../domain/calendar/civil-time.js';
import { fittingClasses } from '../../domain/intake/fitting-classes.js';
import { ALIKE_FROM, likenessTo, sharedWords, tellingWords, type Said } from '../../domain/intake/likeness.js';
import { can } from '../../domain/ticket/permissions.js';
import type { ClassView, ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import type { Account } from '../access/account.js';
import { chinaTime } from '../http/time.js';
import { noteDisclosed, shownOf } from '../ticket/disclosed.js';

const MOST_SHOWN = 5;
/** A title that is not written yet is what was said first. */
const FIRST_SIGNS = 30;

export function saidIn({ title, text }: IntakeWords): Said {
  return { title: title ?? [...(text ?? '')].slice(0, FIRST_SIGNS).join(''), text: text ?? '' };
}

/** Classes by what their names say, and who owns the one that was chosen, or else the best. */
export function suggestedPlace(
  asked: IntakeWords,
  { classes, serviceRows, units }: Pick<ReferenceSnapshot, 'classes' | 'serviceRows' | 'units'>,
): Pick<SuggestionsBody, 'abstained' | 'classes' | 'units'> {
  const { title, text } = saidIn(asked);
  const fitting = fittingClasses(`${title}\n${text}`, [...classes.values()], serviceRows);
  const chosen = classes.get(asked.classCode ?? fitting[0]?.code ?? '');
  return {
    abstained: fitting.length === 0,
    classes: fitting.map(({ code, words }) => ({
      classCode: code,
      name: classes.get(code)?.name ?? code,
      reasons: [...words],
    })),
    units: chosen === undefined ? [] : ownersOf(chosen, units),
  };
}

function ownersOf(
  { code, name, nameEn, owners }: ClassView,
  units: ReferenceSnapshot['units'],
): SuggestionsBody['units'] {
  return owners.map((unit) => {
    const owner = units.get(unit);
    return {
      unit,
      name: owner?.name ?? null,
      via: 'catalogue',
      classCode: code,
      reason: {
        zh: `派单目录：“${code} ${name}”由${owner?.name ?? unit}承办`,
        en: `Dispatch catalogue: ${owner?.nameEn ?? unit} owns ${code} ${nameEn}`,
      },
    };
  });
}

/** Where the same matter would stand: beside the class that was chosen, or in those that fit. */
export function comparedWith(
  asked: IntakeWords,
  fitting: readonly { readonly classCode: string }[],
  { classes }: Pick<ReferenceSnapshot, 'classes'>,
): { words: string[]; classes: string[]; area: string | null } {
  const branch = asked.classCode === undefined ? undefined : classes.get(asked.classCode)?.parent;
  const beside = [...classes.values()].filter(({ parent }) => parent !== null && parent === branch);
  return {
    words: tellingWords(saidIn(asked)),
    classes: [
      ...new Set([
        ...(asked.classCode === undefined ? fitting.map(({ classCode }) => classCode) : [asked.classCode]),
        ...beside.map(({ code }) => code),
      ]),
    ],
    area: asked.address?.area ?? null,
  };
}

/**
 * Which of these say the same, the likest first. Only what the reader may read as it was written is compared: a text
 * that is kept back could be guessed by what it is found for.
 */
export function sameMatterIn(
  tickets: readonly StoredTicket[],
  said: Said,
  account: Account,
  { units }: Pick<ReferenceSnapshot, 'units'>,
  now: Date,
): SuggestionsBody['sameMatter'] {
  const likeness = likenessTo(said);
  return tickets
    .flatMap((ticket) => {
      const { content, state } = ticket;
      const shown = shownOf(ticket, account);
      if (content === null || !can(account, 'read', state) || shown.title !== 'clear' || shown.text !== 'clear')
        return [];
      const score = likeness(content);
      return score < ALIKE_FROM ? [] : [{ ticket, content, state, shown, score }];
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_SHOWN)
    .map(({ ticket, content, state, shown, score }) => {
      noteDisclosed(ticket, { title: content.title }, shown);
      const { area } = content.address;
      return {
        ticketId: state.id,
        ...{ number: state.number, state: state.state, version: state.version, classCode: state.classCode },
        title: content.title,
        unit: state.lead && { id: state.lead.id, name: units.get(state.lead.id)?.name ?? null },
        area: area === undefined || shown.address === 'none' ? null : { id: area, name: units.get(area)?.name ?? null },
        registeredAt: chinaTime(state.registeredAt),
        stateSince: chinaTime(state.stateSince),
        score: Math.round(score * 100) / 100,
        sharedWords: sharedWords(said, content),
        daysAgo: Math.floor((now.getTime() - Date.parse(state.registeredAt)) / DAY_MS),
      };
    });
}
