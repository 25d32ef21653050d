import { everyMatch } from '../every-match.js';
import type { Words } from '../ticket/words.js';
import type { Urgency } from '../ticket/vocabulary.js';
import { foldText } from './folded-text.js';
import { PROTECTED_MATTERS, type ProtectedMatterRow } from './protected-matters.js';
import { PEOPLE_ROWS } from './screening-people-rows.js';
import { RESCUE_ROWS, UTILITY_ROWS } from './screening-rescue-rows.js';
import type { EmergencyLine, ScreeningRow } from './screening-row.js';
import { isMeant, nearby } from './screening-words.js';
import { undressed } from './undressed-text.js';

/**
 * Something that the words of a caller suggest to who takes the call. It is offered and never done: a person hands a
 * call to a line, and a person says how urgent it is.
 */
export interface ScreeningHint {
  readonly rule: string;
  readonly version: number;
  readonly kind: 'emergencyLine' | 'protected' | 'urgency';
  readonly line?: EmergencyLine;
  readonly urgency?: Extract<Urgency, 'P0' | 'P1'>;
  /** Of a protected matter, which one: the word that a refusal to decline names. */
  readonly matter?: ProtectedMatterRow['matter'];
  readonly basis: Words;
  /** Where the words stand: in the title or in the text, from a UTF-16 place up to another, which is not part of it. */
  readonly field: 'title' | 'text';
  readonly from: number;
  readonly to: number;
  /** The rules refuse to decline a ticket with these words, whatever a person thinks of the hint. */
  readonly blocksDecline: boolean;
}

/** No more is looked at of title and text together; a ticket may not be longer. What lies beyond gives no hints. */
export const SCREENED_AT_MOST = 20_000;

/**
 * Words of people who are frightened and speak, not of those who write a letter. A row offers a line or an urgency and
 * does nothing by itself; no row leads away from the citizen. What people say of spirits, insults, private debts, or
 * without saying much, has no row: such words tell nothing of whether a matter is one.
 */
export const SCREENING_ROWS: readonly ScreeningRow[] = [...RESCUE_ROWS, ...PEOPLE_ROWS, ...UTILITY_ROWS];

const PROTECTED_BASIS: Readonly<Record<ProtectedMatterRow['matter'], Words>> = {
  wages: { zh: '涉及拖欠工资，不得不予受理', en: 'it is about unpaid wages, which are never declined' },
  minor: { zh: '涉及未成年人受害，不得不予受理', en: 'it is about harm to a minor, which is never declined' },
  selfHarm: { zh: '涉及轻生或自伤，不得不予受理', en: 'it is about self-harm, which is never declined' },
};

/**
 * What words of a title and a text suggest, each rule at most once, at the first place where it is meant: emergencies
 * first, then what may never be declined, then utilities. No hint leads away from the citizen.
 */
export function screeningHints(written: { readonly title: string; readonly text: string }): ScreeningHint[] {
  const title = written.title.slice(0, SCREENED_AT_MOST);
  const text = written.text.slice(0, SCREENED_AT_MOST - title.length);
  // As one, because the rule that refuses to decline reads them as one.
  const folded = foldText(`${title}\n${text}`);
  const { text: plain, places } = undressed(folded.text);
  const beginsText = places.findIndex((place) => (folded.starts[place] ?? 0) > title.length);
  const split = beginsText === -1 ? plain.length : beginsText;

  const at = (first: number, last: number): Pick<ScreeningHint, 'field' | 'from' | 'to'> => {
    const from = folded.starts[places[first] ?? 0] ?? 0;
    const to = folded.ends[places[last - 1] ?? 0] ?? 0;
    const before = title.length + 1;
    return first < split
      ? { field: 'title', from, to: Math.min(to, title.length) }
      : { field: 'text', from: from - before, to: to - before };
  };
  const found = SCREENING_ROWS.flatMap((row): ScreeningHint[] => {
    const place = meantIn(row, plain.slice(0, split), 0) ?? meantIn(row, plain.slice(split), split);
    if (place === undefined) return [];
    const { id, version, kind, line, urgency, basis } = row;
    const offered = { kind, ...(line !== undefined && { line }), urgency, basis };
    return [{ rule: id, version, ...offered, ...at(...place), blocksDecline: false }];
  });
  const emergencies = found.filter(({ kind }) => kind === 'emergencyLine');
  const utilities = found.filter(({ kind }) => kind === 'urgency');
  return [...emergencies, ...protectedHints(plain, at), ...utilities];
}

/** Once for each matter, however many rows find it. */
function protectedHints(
  plain: string,
  at: (first: number, last: number) => Pick<ScreeningHint, 'field' | 'from' | 'to'>,
): ScreeningHint[] {
  const told = new Set<string>();
  return PROTECTED_MATTERS.flatMap(({ id, version, matter, pattern }): ScreeningHint[] => {
    const match = told.has(matter) ? null : pattern.exec(plain);
    if (match === null) return [];
    told.add(matter);
    const place = at(match.index, match.index + match[0].length);
    return [
      { rule: id, version, kind: 'protected', matter, basis: PROTECTED_BASIS[matter], ...place, blocksDecline: true },
    ];
  });
}

/** Title and text are looked at one by one: a title is a sentence, and what it guards against ends with it. */
function meantIn(
  { pattern, unless }: ScreeningRow,
  part: string,
  offset: number,
): readonly [first: number, last: number] | undefined {
  for (const { 0: words, index } of everyMatch(pattern, part)) {
    const to = index + words.length;
    if (!isMeant(part, index, to)) continue;
    if (unless !== undefined && nearby(part, index, to).search(unless) >= 0) continue;
    return [offset + index, offset + to];
  }
  return undefined;
}
