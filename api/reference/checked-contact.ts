import type { ContactWishBody } from '../../contracts/notices.js';
import { assertTakesNew } from '../../domain/city/closing.js';
import type { Contact, ContactWish } from '../../storage/reference/contact-store.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { invalidField } from '../http/problem.js';
import type { Services } from '../services.js';
import { normalisedPhone } from '../ticket/phone.js';
import { assertTargetAllowed } from '../webhook/assert-target-allowed.js';

/**
 * A contact as it may be kept: of a unit that is there and open, or that it had, its number in one spelling, its
 * receiver allowed and signed for.
 */
export async function checkedContact(
  body: ContactWishBody,
  reference: ReferenceSnapshot,
  guard: Services['webhooks']['guard'],
  before: Contact | null,
): Promise<ContactWish> {
  if (body.unit !== before?.unit) assertTakesNew(body.unit, reference.units);
  const phone = body.phone === null ? null : normalisedPhone(body.phone);
  if (body.phone !== null && phone === null) {
    throw invalidField('/phone', 'wrong-format', 'This is no telephone number of China, nor an international one.');
  }
  if (body.webhookUrl !== null) {
    if (body.webhookSecret === undefined && before?.webhookUrl !== body.webhookUrl) {
      throw invalidField('/webhookSecret', 'required', 'A new address needs a secret to sign with.');
    }
    await assertTargetAllowed(guard, body.webhookUrl, '/webhookUrl');
  }
  return { ...body, phone };
}
