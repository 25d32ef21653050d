import type { z } from 'zod';
import type { PreviewQuestionSchema, PreviewSchema } from '../../contracts/policies.js';
import { selectPack } from '../../domain/policy/select-pack.js';
import type { PolicyAssignment, PolicyPack } from '../../domain/policy/types.js';
import { choosesPackYet, foreseenClocks, type ForeseenClock } from '../../domain/ticket/policy-preview.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { pageOf, startOf } from '../http/paging.js';
import { invalidField } from '../http/problem.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import type { Services } from '../services.js';
import { checkedPack } from './checked-pack.js';

type Question = z.output<typeof PreviewQuestionSchema>;
type Preview = z.input<typeof PreviewSchema>;

const PAGE = 500;
const SAYS = {
  zh: '已派出的工单沿用派出时的规则；此处只预览尚未派出的工单，按其类别的通常承办单位推算，未作任何更改。',
  en: 'What a unit has keeps the pack under which it was sent out. Foreseen is what is still to be sent out, as if it went to the usual owner of its class. Nothing was changed.',
};

/** What a change of packs and assignments would mean for open tickets, a page of them at a time. Nothing is done. */
export async function previewPolicies(
  services: Pick<Services, 'reference' | 'waitingForPack' | 'previewCursors' | 'now'>,
  question: Question,
): Promise<Preview> {
  const { waitingForPack, previewCursors } = services;
  const reference = await services.reference.current();
  const at = question.at === undefined ? lastBeginning(question, services.now()) : new Date(question.at).toISOString();
  const proposed = proposedPolicies(question, reference);
  const after = startOf(question.cursor, (given) => previewCursors.read(given)?.[0] ?? null);
  const [sentOut, found] = await Promise.all([waitingForPack.sentOut(), waitingForPack.page(after, PAGE + 1)]);
  const { items, nextCursor } = pageOf(found, PAGE, ({ id }) => previewCursors.write([id]));
  const waiting = items.filter(choosesPackYet);
  const each = waiting.map((ticket) => foreseen(ticket, reference, proposed, at));
  const count = (kind: Foreseen['kind']): number => each.filter((one) => one.kind === kind).length;
  const changed = each.filter(({ kind }) => kind !== 'same');
  return {
    at: chinaTime(at),
    ...{ sentOut, looked: items.length, keep: items.length - waiting.length },
    ...{ same: count('same'), otherPack: count('otherPack'), otherDates: count('otherDates') },
    byClass: byClass(changed),
    examples: [
      ...changed.filter(({ kind }) => kind === 'otherDates'),
      ...changed.filter(({ kind }) => kind !== 'otherDates'),
    ]
      .slice(0, question.examples)
      .map(presentForeseen),
    says: SAYS,
    nextCursor,
  };
}

interface Policies {
  readonly assignments: readonly PolicyAssignment[];
  readonly packs: readonly PolicyPack[];
}

interface Foreseen {
  readonly kind: 'same' | 'otherPack' | 'otherDates';
  readonly ticket: TicketState;
  readonly unit: string | null;
  readonly before: PolicyPack;
  readonly after: PolicyPack;
  readonly clocks: readonly ForeseenClock[];
}

function proposedPolicies({ pack, assign, remove }: Question, { packs, assignments }: ReferenceSnapshot): Policies {
  const own = pack === undefined ? [] : [checkedPack(pack, '/pack')];
  const known = packs.filter(({ code, version }) => !own.some((one) => one.code === code && one.version === version));
  const gone = new Set([...remove, ...assign.map(({ id }) => id)]);
  const proposed = {
    packs: [...known, ...own],
    assignments: [...assignments.filter(({ id }) => !gone.has(id)), ...assign],
  };
  assign.forEach(({ pack: code, version }, at) => {
    if (proposed.packs.some((one) => one.code === code && one.version === version)) return;
    throw invalidField(
      `/assign/${at}/version`,
      'unknown-value',
      `There is no policy pack ${code}@${version}. Publish it first.`,
    );
  });
  return proposed;
}

function lastBeginning({ assign }: Question, now: Date): string {
  const times = assign.map(({ effectiveFrom }) => Date.parse(effectiveFrom));
  return new Date(Math.max(now.getTime(), ...times)).toISOString();
}

function foreseen(ticket: TicketState, reference: ReferenceSnapshot, proposed: Policies, at: string): Foreseen {
  const [owner = null] = reference.classes.get(ticket.classCode ?? '')?.owners ?? [];
  const unit = ticket.fixedLead ?? owner;
  const unitPath = (unit === null ? undefined : reference.units.get(unit)?.path) ?? [];
  const asked = { at, unitPath, channel: ticket.channel };
  const before = reference.selectPack(asked);
  const after = chosen(proposed, asked);
  const clocks = before === after ? [] : foreseenClocks(ticket, { before, after }, reference.calendarFor(unitPath), at);
  const isSame = before.code === after.code && before.version === after.version && clocks.length === 0;
  return {
    kind: isSame ? 'same' : clocks.length > 0 ? 'otherDates' : 'otherPack',
    ticket,
    unit,
    before,
    after,
    clocks,
  };
}

function chosen({ assignments, packs }: Policies, asked: Parameters<typeof selectPack>[2]): PolicyPack {
  try {
    return selectPack(assignments, packs, asked);
  } catch {
    throw invalidField(
      '/remove',
      'invalid',
      'Some ticket would be left without a pack. Leave an assignment for every unit and channel, without an end.',
    );
  }
}

function byClass(changed: readonly Foreseen[]): Preview['byClass'] {
  const counts = new Map<string | null, { otherPack: number; otherDates: number }>();
  for (const { ticket, kind } of changed) {
    if (kind === 'same') continue;
    const one = counts.get(ticket.classCode) ?? { otherPack: 0, otherDates: 0 };
    one[kind] += 1;
    counts.set(ticket.classCode, one);
  }
  return [...counts]
    .map(([classCode, count]) => ({ classCode, ...count }))
    .sort((a, b) => b.otherPack + b.otherDates - a.otherPack - a.otherDates);
}

function presentForeseen({ ticket, unit, before, after, clocks }: Foreseen): Preview['examples'][number] {
  const { id, number, classCode, urgency } = ticket;
  return {
    ticket: { id, number },
    ...{ classCode, urgency, supposedUnit: unit },
    before: { code: before.code, version: before.version },
    after: { code: after.code, version: after.version },
    clocks: clocks.map((clock) => ({
      ...clock,
      before: chinaTimeOrNull(clock.before),
      after: chinaTimeOrNull(clock.after),
    })),
  };
}
