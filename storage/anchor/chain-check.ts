import { ERASED } from '../../domain/ticket/words.js';
import type { StoredEvent } from '../reconcile/reconcile-store.js';
import { chain } from '../event/event-chain.js';
import type { Anchor, Anchored, AnchorFiles } from './anchor-files.js';
import type { AnchorSeals } from './anchor-seals.js';
import type { ChainRow, ChainRows } from './chain-rows.js';

/** All that can be found wrong with a chain, its anchors, or what is kept beside it. */
export const CHAIN_FAULTS = [
  'event-edited',
  'event-removed',
  'chain-cut',
  'chain-rewritten',
  'sight-edited',
  'ticket-edited',
  'ticket-removed',
  'anchor-edited',
] as const;
export type ChainFault = (typeof CHAIN_FAULTS)[number];

export interface ChainFinding {
  readonly fault: ChainFault;
  /** `null` of an anchor's file. */
  readonly ticketId: string | null;
  readonly number: string | null;
  readonly seq: number | null;
  /** Of an anchor, the name of its file. */
  readonly file: string | null;
}

export interface ChainsChecked {
  readonly tickets: number;
  readonly anchors: number;
  readonly files: number;
  readonly findings: readonly ChainFinding[];
}

export interface CheckDeps {
  readonly rows: ChainRows;
  readonly store: { events(ids: readonly string[]): Promise<Map<string, StoredEvent[]>> };
  readonly seals: AnchorSeals;
  /** Told how many were gone through so far. */
  readonly progress?: (tickets: number) => void;
}

const PAGE = 200;
const NOTHING = { ticketId: null, number: null, seq: null, file: null } as const;

/**
 * Goes through all tickets, or these, ended ones included, and holds them against what was anchored of them. An older
 * anchor must hold as well as the newest.
 */
export async function checkChains(
  deps: CheckDeps,
  anchored: Anchored,
  only?: readonly string[],
): Promise<ChainsChecked> {
  const { anchors, files, bad } = anchored;
  const findings: ChainFinding[] = bad.map((file) => ({ ...NOTHING, fault: 'anchor-edited', file }));
  const missing = new Set(only ?? anchors.keys());
  let tickets = 0;
  for await (const ids of only ? pagesOf(only) : allPages(deps.rows)) {
    const events = await deps.store.events(ids);
    for (const row of await deps.rows.of(ids)) {
      missing.delete(row.id);
      findings.push(...(await faultsOf(deps, row, events.get(row.id) ?? [], anchors.get(row.id))));
      tickets += 1;
    }
    deps.progress?.(tickets);
  }
  for (const ticketId of missing) findings.push({ ...NOTHING, fault: 'ticket-removed', ticketId });
  return { tickets, anchors: anchors.size, files, findings };
}

/** Some of the tickets of one anchor file, others each time; `chance` gives numbers from 0 to 1. */
export async function checkSome(
  deps: CheckDeps,
  files: Pick<AnchorFiles, 'readOne'>,
  chance: () => number,
  most: number,
): Promise<ChainsChecked> {
  const anchored = await files.readOne(chance());
  const ids = [...anchored.anchors.keys()];
  const from = Math.floor(chance() * ids.length);
  return checkChains(deps, anchored, [...ids.slice(from), ...ids.slice(0, from)].slice(0, most));
}

function* pagesOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += PAGE) yield ids.slice(at, at + PAGE);
}

async function* allPages(rows: ChainRows): AsyncGenerator<readonly string[]> {
  for (let ids = await rows.ids(null, PAGE); ids.length > 0; ids = await rows.ids(ids.at(-1) ?? null, PAGE)) yield ids;
}

async function faultsOf(
  { rows, seals }: CheckDeps,
  row: ChainRow,
  events: readonly StoredEvent[],
  anchor: Anchor | undefined,
): Promise<ChainFinding[]> {
  const found: ChainFinding[] = [];
  const say = (fault: ChainFault, seq: number | null): unknown =>
    found.push({ fault, ticketId: row.id, number: row.number, seq, file: null });
  for (const [index, event] of events.entries()) {
    const before = events[index - 1];
    if (event.seq !== (before?.seq ?? 0) + 1) say('event-removed', (before?.seq ?? 0) + 1);
    else if (chain({ id: row.id, lastHash: before?.hash ?? '' }, [event])[0]?.hash !== event.hash)
      say('event-edited', event.seq);
  }
  // That it was erased was added beside its workflow, so the kept state names the event before.
  const last = row.events.at(events.at(-1)?.type === ERASED ? -2 : -1);
  // An open ticket moves while it is read; of one that has ended the kept state must name the last event.
  if (row.hasEnded && row.lastHash !== (last?.hash ?? null)) say('ticket-edited', last?.seq ?? null);
  if (!anchor) return found;
  const at = row.events.findIndex(({ seq }) => seq === anchor.seq);
  if (row.events[at]?.hash !== anchor.hash) {
    // What was shown and then never happened was taken back in the open.
    if (!(await rows.retracted(row.id)).includes(anchor.hash))
      say(at < 0 ? 'chain-cut' : 'chain-rewritten', anchor.seq);
    return found;
  }
  if (seals.around(row.events.slice(0, at + 1), anchor.around).at(-1) !== anchor.around)
    say('sight-edited', anchor.seq);
  else if (last?.seq === anchor.seq && anchor.shown !== undefined && anchor.shown !== shownOf(row, seals, anchor.shown))
    say('ticket-edited', anchor.seq);
  return found;
}

function shownOf({ snapshot }: ChainRow, seals: AnchorSeals, like: string): string | undefined {
  return snapshot === null ? undefined : seals.shown(snapshot, like);
}
