import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { folded } from '../../domain/intake/folded-text.js';

/**
 * Numbers of the emergency services, hotlines, carriers and banks: 110, 12345, 10086, 95588, 955xxx, 96xxx. The
 * library's data has none that cannot be called from abroad.
 */
const SERVICE_NUMBER = /^(?:1[12]\d|1[02]\d{3}|11[68]\d{2,3}|9[56]\d{3,4})$/;
/** An extension, as people write it; the last of a number. */
const EXTENSION = /(?:;?\s*ext(?:ension)?\s*[.=:]?|转(?:接|分机)?|分机号?|#|x|,)\s*[-:.]?\s*(\d{1,7})$/u;
const WRITTEN = /^[+\d()[\]/.\s-]+$/;

/**
 * One spelling per number, so that one citizen is one citizen: E.164 with the extension behind it,
 * `+862088886666;ext=8012`, or a service number as it is. Whether there are such numbers is what the library's full
 * data says. Full-width digits, all kinds of dashes, `tel:` and the invisible signs that come with pasting are read
 * past. `null` when it is no telephone number.
 */
export function normalisedPhone(written: string): string | null {
  const text = folded(written)
    .replace(/[\p{Pd}−~]/gu, '-')
    .trim()
    .replace(/^(?:tel|phone|电话|手机)\s*[:：]?\s*/u, '');
  const [, extension] = EXTENSION.exec(text) ?? [];
  const main = text.replace(EXTENSION, '').trim();
  if (!WRITTEN.test(main)) return null;
  const digits = main.replaceAll(/[\s-]/g, '');
  if (SERVICE_NUMBER.test(digits)) return withExtension(digits, extension);
  const number = parsePhoneNumberFromString(main, 'CN');
  return number?.isValid() ? withExtension(number.number, extension) : null;
}

function withExtension(number: string, extension: string | undefined): string {
  return extension === undefined ? number : `${number};ext=${extension}`;
}

/**
 * Enough to tell two callers apart, too little to call, and too much hidden to try them all: of a Chinese mobile
 * number, as is custom, the first three digits and the last four; of any other at most the last two, and what is before
 * its last eight. An extension is not shown.
 */
export function maskedPhone(phone: string): string {
  const [number = ''] = phone.split(';');
  const digits = number.replace(/^\+86/, '').replace(/\D/g, '');
  if (number.startsWith('+86') && /^1\d{10}$/.test(digits)) return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
  if (digits.length < 8) return `${digits.slice(0, 1)}****`;
  return `${digits.slice(0, Math.min(3, digits.length - 8))}****${digits.slice(-2)}`;
}

/** Enough to tell two citizens of one street apart: the first character, however long the name is. */
export function maskedName(name: string): string {
  const [first = ''] = name.trim();
  return `${first}**`;
}
