import { AsyncLocalStorage } from 'node:async_hooks';
import { notedOf, type LookField, type LookWay } from '../../domain/look/look.js';
import type { Disclosure, DisclosureField } from '../../domain/ticket/disclosure.js';
import type { ProtectionLevel } from '../../domain/ticket/protection.js';

/** What an answer shows of one ticket, or of the trail. */
export interface ShownOf {
  readonly ticket: string | null;
  readonly guarded: boolean;
  readonly fields: readonly LookField[];
  readonly masked: readonly LookField[];
  readonly purpose: string | null;
}

/** What is gathered while an answer is made. */
export interface Gathered {
  /** Unset: the way of the route. */
  way: LookWay | undefined;
  /** What it shows was counted as a view a moment ago: it is written down, and does not count again. */
  counted: boolean;
  readonly shown: Map<string, ShownOf>;
}

const gathering = new AsyncLocalStorage<Gathered>();

/** Makes an answer, and tells what was noted meanwhile of what it shows. */
export async function gatherShown<T>(work: () => Promise<T> | T): Promise<{ answer: T; gathered: Gathered }> {
  const gathered: Gathered = { way: undefined, counted: false, shown: new Map() };
  return { answer: await gathering.run(gathered, work), gathered };
}

/** For what is presented and then not shown: what is noted meanwhile counts for nobody. */
export async function unseen<T>(work: () => Promise<T>): Promise<T> {
  return (await gatherShown(work)).answer;
}

/**
 * Whoever puts something of a ticket into an answer says so here: which fields are there, and how the table lets them
 * be shown.
 */
export function noteShown(
  { id, level }: { readonly id: string; readonly level: ProtectionLevel },
  fields: readonly DisclosureField[],
  disclosure: Disclosure,
  purpose: string | null = null,
): void {
  const guarded = level !== 'open';
  const noted = notedOf(fields, disclosure, guarded);
  if (noted) add({ ticket: id, guarded, purpose, ...noted });
}

/** The trail was looked at; `null`: not that of one ticket. */
export function noteTrail(ticket: string | null): void {
  add({ ticket, guarded: false, fields: ['looks'], masked: [], purpose: null });
}

/** Numbers of who rang were shown, of no ticket. */
export function noteCaller(shown: 'clear' | 'masked', purpose: string | null): void {
  const fields = { fields: shown === 'clear' ? ['telephone'] : [], masked: shown === 'masked' ? ['telephone'] : [] };
  add({ ticket: null, guarded: false, purpose, ...(fields as Pick<ShownOf, 'fields' | 'masked'>) });
}

/** By what kind of answer, where one route gives several. */
export function lookedBy(way: LookWay): void {
  const gathered = gathering.getStore();
  if (gathered) gathered.way = way;
}

/** A further part of what was looked at just now, such as the next seconds of a recording. */
export function lookedAgain(): void {
  const gathered = gathering.getStore();
  if (gathered) gathered.counted = true;
}

/** What the answer that is being made has shown so far; kept with it, so that whoever gets it again is noted too. */
export function shownSoFar(): readonly ShownOf[] {
  return [...(gathering.getStore()?.shown.values() ?? [])];
}

/** What an answer showed that is given again. */
export function noteShownAgain(shown: readonly ShownOf[]): void {
  for (const one of shown) add(one);
}

function add(one: ShownOf): void {
  const shown = gathering.getStore()?.shown;
  if (!shown) return;
  const name = one.ticket ?? '';
  const before = shown.get(name);
  const fields = new Set([...(before?.fields ?? []), ...one.fields]);
  // Shown in clear at one place and masked at another, it was shown in clear.
  const masked = new Set([...(before?.masked ?? []), ...one.masked].filter((field) => !fields.has(field)));
  const purpose = one.purpose ?? before?.purpose ?? null;
  shown.set(name, { ...one, fields: [...fields], masked: [...masked], purpose });
}
