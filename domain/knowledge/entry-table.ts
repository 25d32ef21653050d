import type { EntryContent } from './entry.js';

/** An entry as a line of a table. `id`: of the entry, or whatever another system calls it. */
export const ENTRY_COLUMN_NAMES = [
  ...(['id', 'question', 'phrasings', 'answer', 'template', 'basis', 'ownerUnit', 'classCode'] as const),
  ...(['areas', 'people', 'from', 'until', 'audience', 'scene'] as const),
] as const;
export type EntryColumn = (typeof ENTRY_COLUMN_NAMES)[number];
export type EntryCells = Readonly<Partial<Record<EntryColumn, string>>>;

/** With nothing left out: what is empty is an empty text. */
export type WholeEntryCells = Readonly<Record<EntryColumn, string>>;

/** Between the parts of a basis: document, clause, link. */
const PART = '|';

export function cellsOf(id: string, content: EntryContent): WholeEntryCells {
  const { question, phrasings, answer, template, basis, ownerUnit, classCode, areas, people, audience } = content;
  return {
    ...{ id, question, answer, ownerUnit, classCode, audience },
    phrasings: phrasings.join('\n'),
    template: template ?? '',
    basis: basis
      .map(({ document, clause, link }) =>
        [document, clause ?? '', link ?? ''].join(` ${PART} `).replace(/[ |]+$/u, ''),
      )
      .join('\n'),
    areas: areas.join(' '),
    people: people ?? '',
    from: content.from?.toISOString() ?? '',
    until: content.until?.toISOString() ?? '',
    scene: content.scene === null ? '' : JSON.stringify(content.scene),
  };
}

/** What the cells say, for the contract to look at: several things in a cell stand on lines of their own. */
export function inputOf(cells: EntryCells): Record<string, unknown> {
  const of = (column: EntryColumn): string => cells[column]?.trim() ?? '';
  const orNull = (column: EntryColumn): string | null => (of(column) === '' ? null : of(column));
  const lines = (column: EntryColumn): string[] =>
    of(column)
      .split(/\r?\n/u)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  return {
    ...{ question: of('question'), phrasings: lines('phrasings'), answer: of('answer'), template: orNull('template') },
    basis: lines('basis').map((line) => {
      const [document = '', clause = '', link = ''] = line.split(PART).map((part) => part.trim());
      return { document, clause: clause === '' ? null : clause, link: link === '' ? null : link };
    }),
    ...{ ownerUnit: of('ownerUnit'), classCode: of('classCode'), people: orNull('people') },
    areas: of('areas')
      .split(/[\s,，、]+/u)
      .filter((area) => area !== ''),
    ...{ from: instantOf(of('from')), until: instantOf(of('until')), audience: of('audience') || 'public' },
    scene: sceneOf(of('scene')),
  };
}

/** A day alone begins at midnight in China. */
function instantOf(text: string): string | null {
  if (text === '') return null;
  return /^\d{4}-\d{2}-\d{2}$/u.test(text) ? `${text}T00:00:00+08:00` : text;
}

/** What is no JSON is left as it is, for the contract to refuse. */
function sceneOf(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
