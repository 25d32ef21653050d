import type { NewRequest } from '../../contracts/open311.js';
import type { FieldError } from '../../contracts/problem.js';
import type { NewTicket } from '../../contracts/ticket.js';
import { publicUrl, redactedText } from '../../domain/intake/personal-words.js';
import { checkAnswers, type AttributeAnswer, type ServiceAttribute } from '../../domain/intake/service-definition.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { ApiProblem } from '../http/problem.js';
import { normalisedPhone } from '../ticket/phone.js';
import type { ChannelExtras } from '../ticket/registration.js';
import { servicesOf, type Service } from './catalogue.js';
import { remarkOf, type Counted } from './enclosed.js';
import { serviceNotFound } from './request-query.js';

const COORDINATE = /^[+-]?\d{1,3}(\.\d*)?$/;
/** A millimetre. Telephones send seventeen digits, which say no more. */
const DECIMALS = 8;

interface Place {
  readonly lat?: number;
  readonly lon?: number;
}

/**
 * A form as it came, with so many files, made a ticket like any other. Throws a problem that names every parameter that
 * does not fit.
 */
export function ticketOf(
  form: NewRequest,
  files: Counted,
  reference: ReferenceSnapshot,
): { body: NewTicket; extras: ChannelExtras } {
  const service = serviceOf(form, reference);
  const faults: FieldError[] = [];
  const place = placeOf(form, faults);
  const area = form.address_id === undefined ? undefined : reference.units.get(form.address_id);
  if (form.address_id !== undefined && !area) {
    faults.push(fault('/address_id', 'There is no place with this id. It is the id of a unit.'));
  }
  if (form.address_string === undefined && form.address_id === undefined && place.lat === undefined) {
    faults.push(fault('/lat', 'Say where it is: lat and long, or address_string, or address_id.', 'required'));
  }
  const phone = form.phone === undefined ? null : normalisedPhone(form.phone);
  const answers = answersOf(form, service.row.attributes ?? [], faults);
  if (faults.length > 0) {
    throw new ApiProblem('validation-failed', 'The form does not fit.', { errors: faults.slice(0, 50) });
  }
  return {
    body: {
      channel: 'open311',
      type: 'help',
      urgency: 'P2',
      classCode: service.view.code,
      title: service.view.name,
      text: textOf(form, service, answers, phone, files),
      // A callback is a call.
      replyWanted: phone !== null,
      citizen: { name: nameIn(form), phone, identity: 'open' },
      address: {
        text: form.address_string ?? area?.name ?? `${place.lat}, ${place.lon}`,
        ...place,
        ...(area && { area: area.id }),
      },
    },
    extras: { email: form.email ?? null, published: publishedOf(form, answers) },
  };
}

function serviceOf({ service_code: code }: NewRequest, reference: ReferenceSnapshot): Service {
  if (code === undefined) {
    throw new ApiProblem('validation-failed', 'A request needs a service_code.', {
      errors: [fault('/service_code', 'This is required.', 'required')],
    });
  }
  const service = servicesOf(reference).get(code);
  if (!service) throw serviceNotFound();
  return service;
}

function fault(pointer: string, message: string, code: FieldError['code'] = 'invalid'): FieldError {
  return { pointer, code, message };
}

function placeOf({ lat, long }: NewRequest, faults: FieldError[]): Place {
  if (lat === undefined && long === undefined) return {};
  if (lat === undefined || long === undefined) {
    faults.push(fault(lat === undefined ? '/lat' : '/long', 'Send both lat and long, or neither.', 'required'));
    return {};
  }
  const inRange = (text: string, most: number): boolean => COORDINATE.test(text) && Math.abs(Number(text)) <= most;
  if (!inRange(lat, 90)) faults.push(fault('/lat', 'Write decimal degrees of WGS84, -90 to 90.', 'out-of-range'));
  if (!inRange(long, 180)) faults.push(fault('/long', 'Write decimal degrees of WGS84, -180 to 180.', 'out-of-range'));
  return { lat: rounded(lat), lon: rounded(long) };
}

function rounded(degrees: string): number {
  return Number(Number(degrees).toFixed(DECIMALS));
}

function answersOf(
  { attribute }: NewRequest,
  asked: readonly ServiceAttribute[],
  faults: FieldError[],
): AttributeAnswer[] {
  const empty = attribute === undefined || attribute === '';
  if (!empty && (typeof attribute !== 'object' || attribute === null || Array.isArray(attribute))) {
    faults.push(fault('/attribute', 'Write attribute[code]=value.', 'wrong-format'));
    return [];
  }
  const checked = checkAnswers(asked, empty ? {} : (attribute as Record<string, unknown>));
  for (const { code, message } of checked.faults) faults.push(fault(`/attribute/${code}`, message));
  return checked.answers;
}

/**
 * As the hotline's people read it: the words of the sender, the answers, the picture. A number that cannot be called is
 * no reason to lose a report; it stands there as it was written.
 */
function textOf(
  form: NewRequest,
  { row, view }: Service,
  answers: readonly AttributeAnswer[],
  phone: string | null,
  files: Counted,
): string {
  const lines = answers.map(({ code, values }) => {
    const asked = row.attributes?.find((attribute) => attribute.code === code);
    const written = values.map((value) => asked?.values?.find(({ key }) => key === value)?.name.zh ?? value);
    return `${asked?.description.zh ?? code}：${written.join('、')}`;
  });
  const uncallable = form.phone !== undefined && phone === null ? `电话（无法识别）：${form.phone}` : '';
  const remark = remarkOf(files);
  const pictures = (form.media_url ?? []).join('\n');
  const parts = [
    form.description ?? view.name,
    lines.join('\n'),
    pictures,
    remark === '' ? '' : `${remark}。`,
    uncallable,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function nameIn({ first_name: first, last_name: last }: NewRequest): string | null {
  if (first === undefined || last === undefined) return first ?? last ?? null;
  return /\p{Script=Han}/u.test(last) ? `${last}${first}` : `${first} ${last}`;
}

/** What may be shown, without the words by which a person is known; taken out once, before it is kept. */
function publishedOf(form: NewRequest, answers: readonly AttributeAnswer[]): ChannelExtras['published'] {
  const redacted = (text: string | undefined): string | null => (text === undefined ? null : redactedText(text));
  return {
    description: redacted(form.description),
    address: redacted(form.address_string),
    addressId: form.address_id ?? null,
    mediaUrl: (form.media_url ?? []).map(publicUrl).find((url) => url !== null) ?? null,
    answers: answers.map(({ code, values }) => ({ code, values: values.map((value) => redactedText(value)) })),
  };
}
