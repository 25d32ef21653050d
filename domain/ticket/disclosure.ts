import { protectionOf, type Protectable, type ProtectionLevel } from './protection.js';
import { relationOf, seesTicket, type PlacedActor, type Relation, type Surroundings } from './relations.js';
import type { Role } from './vocabulary.js';

/** What of a ticket tells of people, and is shown to each by the table below. Everything else tells of the handling. */
export const DISCLOSURE_FIELDS = [
  'name',
  'telephone',
  /** Where the matter is, as it was said: street, house, door. */
  'address',
  /** The point on the map. */
  'position',
  'title',
  'text',
  /** What the citizen said later, was told, and asked for. */
  'supplements',
  /** What the citizen said of the result. */
  'callbackNotes',
  /** Why a reviewer rejected a reply, or had a ticket done again. */
  'reviewersWords',
  /** What the hotline says to units: why it dispatches, decides, demands. */
  'hotlineWords',
  /** What units write: contacts, requests, results, replies. */
  'unitWords',
  /** Photographs, papers, recordings. Those that a unit sent itself tell of the handling: `redacted` is these alone. */
  'evidence',
] as const;
export type DisclosureField = (typeof DISCLOSURE_FIELDS)[number];

/**
 * How a field is shown. `redacted`: as it was freed of what names people; `masked`: so much as tells two apart;
 * `coarse`: no finer than the community.
 */
export type Shown = 'clear' | 'redacted' | 'masked' | 'coarse' | 'none';
export type Disclosure = Readonly<Record<DisclosureField, Shown>>;

/** What a person was granted for a purpose, of one ticket: these are shown in clear. */
export type Granted = ReadonlySet<DisclosureField>;
const NOTHING_GRANTED: Granted = new Set();

type OneEach<Fields extends readonly unknown[]> = { readonly [I in keyof Fields]: Shown };
/** One answer for each field, in their order: a row that lacks one does not compile. */
type Answers = OneEach<typeof DISCLOSURE_FIELDS>;
type Levels = Readonly<Record<ProtectionLevel, Answers>>;

const C = 'clear';
const R = 'redacted';
const M = 'masked';
const K = 'coarse';
const O = 'none';

const NOTHING: Answers = [O, O, O, O, O, O, O, O, O, O, O, O];
const NEVER: Levels = { open: NOTHING, hidden: NOTHING, reporterProtected: NOTHING, anonymous: NOTHING };

/**
 * The hotline by role. Who speaks with citizens knows their names; who dispatches tells two callers apart; who judges
 * and supervises needs the matter and not the person; who looks after the system, assesses or audits has nothing of a
 * protected reporter.
 */
// prettier-ignore
const HOTLINE: Readonly<Record<Exclude<Role, 'handler'>, Levels>> = {
  //                       name tel addr pos title text suppl callb review hotline unit evid
  operator: {
    open:              [   C,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    hidden:            [   C,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    reporterProtected: [   C,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    anonymous:         [   C,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
  },
  callbackAgent: {
    open:              [   C,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    hidden:            [   C,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    reporterProtected: [   C,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    anonymous:         [   C,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
  },
  dispatcher: {
    open:              [   M,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    hidden:            [   M,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    reporterProtected: [   M,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    anonymous:         [   M,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
  },
  reviewer: {
    open:              [   M,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    hidden:            [   M,   O,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    reporterProtected: [   O,   O,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    anonymous:         [   O,   O,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
  },
  supervisor: {
    open:              [   M,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    hidden:            [   M,   O,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    reporterProtected: [   O,   O,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    anonymous:         [   O,   O,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
  },
  dutyManager: {
    open:              [   M,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    hidden:            [   M,   O,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    reporterProtected: [   O,   O,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    anonymous:         [   O,   O,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
  },
  director: {
    open:              [   M,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    hidden:            [   M,   O,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    reporterProtected: [   O,   O,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    anonymous:         [   O,   O,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
  },
  administrator: {
    open:              [   M,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    hidden:            [   O,   O,  K,   O,  O,    O,   O,    O,    O,     O,      O,   O ],
    reporterProtected: [   O,   O,  K,   O,  O,    O,   O,    O,    O,     O,      O,   O ],
    anonymous:         [   O,   O,  K,   O,  O,    O,   O,    O,    O,     O,      O,   O ],
  },
  assessor: {
    open:              [   M,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    hidden:            [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   O ],
    reporterProtected: [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   O ],
    anonymous:         [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   O ],
  },
  auditor: {
    open:              [   M,   M,  C,   C,  C,    C,   C,    C,    C,     C,      C,   C ],
    hidden:            [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   O ],
    reporterProtected: [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   O ],
    anonymous:         [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   O ],
  },
};

/**
 * Whoever has the link of a citizen. It may be passed on, or lie open on a telephone, so it tells of the handling and
 * not of people; and of who reports or asked not to be named not even what a unit writes to them.
 */
// prettier-ignore
const BY_LINK: Levels = {
  //                   name tel addr pos title text suppl callb review hotline unit evid
  open:              [   O,   O,  O,   O,  O,    O,   O,    O,    O,     O,      R,   O ],
  hidden:            NOTHING,
  reporterProtected: NOTHING,
  anonymous:         NOTHING,
};

/**
 * Units by how they stand towards the ticket. What a citizen told the callback agent about a unit is the hotline's. Who
 * had a part and has none any more sees its own events, which are its own words.
 */
// prettier-ignore
const UNITS: Readonly<Record<Exclude<Relation, 'hotline'>, Levels>> = {
  //                       name tel addr pos title text suppl callb review hotline unit evid
  lead: {
    open:              [   C,   M,  C,   C,  C,    C,   C,    O,    C,     C,      C,   C ],
    hidden:            [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   R ],
    reporterProtected: [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   R ],
    anonymous:         [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   R ],
  },
  above: {
    open:              [   M,   M,  C,   C,  C,    C,   C,    O,    C,     C,      C,   C ],
    hidden:            [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   O ],
    reporterProtected: [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   O ],
    anonymous:         [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   O ],
  },
  task: {
    open:              [   M,   M,  C,   C,  C,    C,   C,    O,    O,     C,      C,   C ],
    hidden:            [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   O ],
    reporterProtected: [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   O ],
    anonymous:         [   O,   O,  K,   O,  R,    R,   R,    O,    O,     C,      C,   O ],
  },
  masterOrFollower: {
    open:              [   O,   O,  O,   O,  O,    O,   C,    O,    O,     O,      O,   O ],
    hidden:            [   O,   O,  O,   O,  O,    O,   R,    O,    O,     O,      O,   O ],
    reporterProtected: [   O,   O,  O,   O,  O,    O,   R,    O,    O,     O,      O,   O ],
    anonymous:         [   O,   O,  O,   O,  O,    O,   R,    O,    O,     O,      O,   O ],
  },
  formerLead: {
    open:              [   O,   O,  O,   O,  O,    O,   O,    O,    O,     O,      C,   O ],
    hidden:            [   O,   O,  O,   O,  O,    O,   O,    O,    O,     O,      C,   O ],
    reporterProtected: [   O,   O,  O,   O,  O,    O,   O,    O,    O,     O,      C,   O ],
    anonymous:         [   O,   O,  O,   O,  O,    O,   O,    O,    O,     O,      C,   O ],
  },
  formerTask: {
    open:              [   O,   O,  O,   O,  O,    O,   O,    O,    O,     O,      C,   O ],
    hidden:            [   O,   O,  O,   O,  O,    O,   O,    O,    O,     O,      C,   O ],
    reporterProtected: [   O,   O,  O,   O,  O,    O,   O,    O,    O,     O,      C,   O ],
    anonymous:         [   O,   O,  O,   O,  O,    O,   O,    O,    O,     O,      C,   O ],
  },
  accused: NEVER,
  none: NEVER,
};

/** What this actor sees of this ticket: the one place that everything asks which shows anything of it. */
export function disclosureOf(
  actor: PlacedActor,
  ticket: Surroundings & Protectable,
  granted: Granted = NOTHING_GRANTED,
): Disclosure {
  return disclosureTo(actor, relationOf(actor, ticket), protectionOf(ticket), granted);
}

/**
 * The row of the table. What was granted is shown in clear as long as the ticket is in sight, so never to the accused.
 * What is in no row is not shown.
 */
export function disclosureTo(
  { role }: Pick<PlacedActor, 'role'>,
  relation: Relation,
  level: ProtectionLevel,
  granted: Granted = NOTHING_GRANTED,
): Disclosure {
  const answers = (levelsOf(role, relation)?.[level] as Answers | undefined) ?? NOTHING;
  const may = seesTicket(relation);
  return named(answers, (field, shown) => (may && granted.has(field) ? C : shown));
}

/** What a citizen's link shows. The query code alone shows nothing of these. */
export function disclosureByLink(level: ProtectionLevel): Disclosure {
  return named(BY_LINK[level]);
}

function named(answers: Answers, shownAs = (_field: DisclosureField, shown: Shown): Shown => shown): Disclosure {
  return Object.fromEntries(
    DISCLOSURE_FIELDS.map((field, index) => [field, shownAs(field, answers[index] ?? O)]),
  ) as Record<DisclosureField, Shown>;
}

/** The levels at which this role reads a field as it was written, wherever it stands while it sees the ticket. */
export function levelsInClear(
  { role }: Pick<PlacedActor, 'role'>,
  field: DisclosureField,
  levels: readonly ProtectionLevel[],
): ProtectionLevel[] {
  const seeing: readonly Relation[] = role === 'handler' ? ['lead', 'above', 'task'] : ['hotline'];
  return levels.filter((level) => seeing.every((relation) => disclosureTo({ role }, relation, level)[field] === C));
}

/** Of an actor who is nobody's employee, or of an unknown relation: nothing. */
function levelsOf(role: PlacedActor['role'], relation: Relation): Levels | undefined {
  const rows: Readonly<Partial<Record<string, Levels>>> = relation === 'hotline' ? HOTLINE : UNITS;
  return rows[relation === 'hotline' ? role : relation];
}
