import type { TicketType, Urgency } from '../../domain/ticket/vocabulary.js';
import { protectedMattersIn } from '../../domain/intake/protected-matters.js';
import type { Chance } from './chance.js';
import { chanceOf, happens } from './chance.js';
import type { InventedCitizen } from './citizens.js';
import { inventCitizen, placeIn } from './citizens.js';
import type { City } from './city.js';
import { possibleLeads } from './city.js';
import { findDuplicates } from './duplicates.js';
import { guessClass, guessType, guessUrgency } from './guess.js';
import type { Message } from './messages.js';
import { allotPlots, type Plot } from './plots.js';

/** The body of `POST /tickets`. */
export interface RegistrationBody {
  readonly channel: 'simulation';
  readonly type: TicketType;
  readonly urgency: Urgency;
  readonly classCode?: string;
  readonly title: string;
  readonly text: string;
  readonly replyWanted: boolean;
  readonly citizen: InventedCitizen;
  readonly address: { readonly text: string };
  readonly occurredAt?: string;
  readonly noneNamed?: true;
}

/** What is decided of a ticket before it is registered. The rest is asked of `chance` by name as it comes up. */
export interface Plan {
  readonly index: number;
  readonly plot: Plot;
  readonly chance: Chance;
  readonly registration: RegistrationBody;
  readonly classCode: string | null;
  /** Who may lead on it, in the order in which they are tried. */
  readonly leads: readonly [string, ...string[]];
  readonly communities: readonly string[];
  /** Its words say that it may never be declined. */
  readonly isProtected: boolean;
  /** Index of the ticket that it repeats. */
  readonly master: number | null;
  readonly followers: number;
}

const WITHOUT_REPLY: readonly Plot[] = ['answered', 'redirected', 'emergency', 'declined'];
const NEEDS_CALLBACK: readonly Plot[] = ['dissatisfied', 'unreachable', 'duplicate'];
const NEEDS_P2: readonly Plot[] = ['extension', 'returned', 'pingPong'];

/** A plan for each message, in the order of play: those who repeat a ticket come right after it. */
export function makePlans(messages: readonly Message[], city: City, seed: string): Plan[] {
  const known = new Set([...city.classes.values()].filter(({ level }) => level === 3).map(({ code }) => code));
  const classes = messages.map((message) => guessClass(message, known));
  const masters = findDuplicates(messages.map(({ title }, index) => ({ title, classCode: classes[index] ?? null })));
  const followers = new Map<number, number>();
  for (const master of masters) if (master !== null) followers.set(master, (followers.get(master) ?? 0) + 1);
  const plots = plotsFor(masters, followers, seed);
  const plans = messages.map((message, index) => {
    const chance = chanceOf(`${seed}:${index}`);
    const plot = plots[index] ?? 'prompt';
    const classCode = classes[index] ?? null;
    const registration = registrationOf(message, plot, classCode, chance, city);
    const [first, ...others] = possibleLeads(city, classCode, chance);
    if (first === undefined) throw new Error('The city has no unit that could lead and has an account.');
    const leads: [string, ...string[]] = [first, ...others];
    return {
      index,
      plot,
      chance,
      registration,
      classCode,
      leads,
      communities: city.communities,
      isProtected:
        protectedMattersIn(registration.title, registration.text).length > 0 ||
        registration.urgency === 'P0' ||
        registration.type === 'report',
      master: masters[index] ?? null,
      followers: followers.get(index) ?? 0,
    };
  });
  return plans.toSorted((a, b) => (a.master ?? a.index) - (b.master ?? b.index) || a.index - b.index);
}

/** Followers follow; of the others a master never draws a plot in which nobody replies. */
function plotsFor(masters: readonly (number | null)[], followers: ReadonlyMap<number, number>, seed: string): Plot[] {
  const alone = masters.flatMap((master, index) => (master === null ? [index] : []));
  const drawn = allotPlots(alone.length, seed);
  const plots: Plot[] = masters.map(() => 'duplicate');
  alone.forEach((ticket, turn) => (plots[ticket] = drawn[turn] ?? 'prompt'));
  const others = alone.filter((ticket) => !followers.has(ticket) && plots[ticket] === 'prompt');
  for (const master of followers.keys()) {
    const plot = plots[master] ?? 'prompt';
    if (!WITHOUT_REPLY.includes(plot)) continue;
    const other = others.shift();
    if (other !== undefined) plots[other] = plot;
    plots[master] = 'prompt';
  }
  return plots;
}

function registrationOf(
  message: Message,
  plot: Plot,
  classCode: string | null,
  chance: Chance,
  city: City,
): RegistrationBody {
  const calledBack = NEEDS_CALLBACK.includes(plot);
  const citizen = inventCitizen(calledBack ? (name) => (name === 'anonymous' ? 1 : chance(name)) : chance);
  const type = guessType(message, chance);
  return {
    channel: 'simulation',
    type: plot === 'extension' && type === 'consult' ? 'help' : type,
    ...(type === 'report' && { noneNamed: true }),
    urgency: NEEDS_P2.includes(plot) ? 'P2' : guessUrgency(message),
    ...(classCode !== null && happens(chance, 'classKnownAtOnce', 0.7) ? { classCode } : {}),
    title: message.title,
    text: message.body,
    replyWanted: calledBack || (citizen.identity !== 'anonymous' && happens(chance, 'replyWanted', 0.92)),
    citizen,
    address: { text: placeIn(message, city) },
    ...(message.time === null ? {} : { occurredAt: message.time }),
  };
}
