import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Hotlines and service numbers, three to six digits: 110, 12345, 955xx. */
const SERVICE_NUMBER = /^[1-9]\d{2,5}$/;

/**
 * One spelling per number, so that one citizen is one citizen: `+8613800001234`, or a service number as it is. Full-width
 * digits are digits. `null` when it is no telephone number.
 */
export function normalisedPhone(written: string): string | null {
  const text = written.normalize('NFKC').trim();
  const digits = text.replaceAll(/[\s-]/g, '');
  if (SERVICE_NUMBER.test(digits)) return digits;
  if (!/^[+\d()\s-]+$/.test(text)) return null;
  const number = parsePhoneNumberFromString(text, 'CN');
  return number?.isValid() ? number.number : null;
}
