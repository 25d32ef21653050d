import { NewTicketSchema, type NewTicket } from '../../../contracts/ticket.js';
import { IDENTITIES } from '../../../domain/ticket/protection.js';
import { TYPES } from '../../../domain/ticket/vocabulary.js';
import type { Language } from '../../../domain/ticket/words.js';
import type { ClassView, ReferenceSnapshot } from '../../../storage/reference/reference-data.js';
import { MOST_MULTIPART_BYTES } from '../../http/multipart.js';
import { invalidField } from '../../http/problem.js';
import { checked, said } from './deeds.js';
import { MOST_AT_ONCE } from './enclosed.js';
import type { Field, Typed } from './form.js';
import { areasToChoose, chosenArea } from './report-areas.js';

/** What the page asks; in cities with districts also in which part of it. */
export function reportFields(reference: Pick<ReferenceSnapshot, 'units'>, language: Language): readonly Field[] {
  const groups = areasToChoose(reference.units.values(), language);
  return FIELDS.flatMap((field) => (field.name !== 'area' ? field : groups.length > 0 ? { ...field, groups } : []));
}

const FIELDS: readonly Field[] = [
  { name: 'type', kind: 'list', label: 'type', values: TYPES },
  { name: 'text', kind: 'text', label: 'text', hint: ['textHint'], most: 10_000 },
  { name: 'area', kind: 'list', label: 'area', values: [''] },
  { name: 'address', kind: 'line', label: 'address', hint: ['addressHint'], most: 500 },
  { name: 'position', kind: 'line', label: 'position', hint: ['positionHint'], wrong: 'positionWrong', most: 60 },
  {
    name: 'files',
    kind: 'files',
    label: 'photos',
    hint: ['photosHint', MOST_AT_ONCE, MOST_MULTIPART_BYTES / 1_048_576],
  },
  { name: 'identity', kind: 'choice', label: 'identity', values: IDENTITIES },
  { name: 'name', kind: 'line', label: 'name', most: 100, autocomplete: 'name' },
  { name: 'phone', kind: 'line', label: 'phone', hint: ['phoneHint'], most: 64, autocomplete: 'tel' },
  { name: 'replyWanted', kind: 'tick', label: 'replyWanted' },
];

/** Which field a complaint of the contract is about, where its last part does not say it. */
export const REPORT_POINTERS: Readonly<Record<string, string>> = {
  '/address/text': 'address',
  '/address': 'address',
  '/address/lat': 'position',
  '/address/lon': 'position',
  '/title': 'text',
};

const POSITION = /^\s*([+-]?\d{1,2}(?:\.\d{1,17})?)\s*[,，\s]\s*([+-]?\d{1,3}(?:\.\d{1,17})?)\s*$/;
/** A millimetre. */
const DECIMALS = 8;
const MOST_OF_A_TITLE = 40;

function positionIn(typed: Typed): { lat: number; lon: number } | null {
  const { position } = said(typed, ['position']);
  if (position === undefined) return null;
  const [, lat, lon] = POSITION.exec(position) ?? [];
  if (lat === undefined || lon === undefined) {
    throw invalidField('/position', 'wrong-format', 'Write it as 23.129, 113.264.');
  }
  const degrees = (text: string): number => Number(Number(text).toFixed(DECIMALS));
  return { lat: degrees(lat), lon: degrees(lon) };
}

/** A form as it came, made a ticket like any other, by the same contract. */
export function newTicketOf(
  typed: Typed,
  view: ClassView | null,
  { units }: Pick<ReferenceSnapshot, 'units'>,
  attachments: readonly string[],
): NewTicket {
  const { type, text, area, address, identity, name, phone } = said(typed, [
    ...(['type', 'text', 'area', 'address', 'identity', 'name', 'phone'] as const),
  ]);
  // Closed since the form was shown: whoever accepts it says where it is.
  const place = chosenArea(units, area);
  const isAnonymous = identity === 'anonymous';
  return checked(NewTicketSchema, {
    channel: 'web',
    type,
    urgency: 'P2',
    ...(view && { classCode: view.code }),
    title: view?.name ?? [...(text ?? '')].slice(0, MOST_OF_A_TITLE).join(''),
    text,
    // A callback is a call.
    replyWanted: typed['replyWanted'] === 'yes' && !isAnonymous,
    // Who wants to be nobody is asked for nothing, and what was typed all the same is not kept.
    citizen: { identity, ...(!isAnonymous && { name, phone }) },
    address: { text: address, ...(place !== undefined && { area: place }), ...positionIn(typed) },
    ...(attachments.length > 0 && { attachments: [...attachments] }),
  });
}
