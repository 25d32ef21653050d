import { isIP } from 'node:net';
import { z } from 'zod';
import { ringIn } from './key-ring.js';

// How settings are written, as texts of the environment.

export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

export const masterKeyBytes = 32;

export const text = z.string();
export const port = z
  .string()
  .regex(/^\d+$/)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535);
/** Requests a minute; `null`: as many as they like. */
/** Written as people say it. */
export const onOrOff = z.enum(['on', 'off']).transform((value) => value === 'on');

export const budget = z
  .string()
  .regex(/^\d{1,7}$/)
  .transform((value) => (Number(value) === 0 ? null : Number(value)));
export const webUrl = z.string().refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol));
export const yesOrNo = z.enum(['yes', 'no']).transform((value) => value === 'yes');
export const databaseUrl = z
  .string()
  .refine((value) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol));
export const hostAndPort = z.string().regex(/^[^\s/]+:\d{1,5}$/);
export const masterKey = z
  .string()
  .regex(/^[A-Za-z0-9+/]+={0,2}$/)
  .transform((value) => Buffer.from(value, 'base64'))
  .refine((value) => value.length === masterKeyBytes);

export const keyRing = z.string().transform((value, context) => {
  const ring = ringIn(value);
  if (ring) return ring;
  context.addIssue({ code: 'custom' });
  return z.NEVER;
});

/** As Standard Webhooks write a secret: at least 24 random bytes. */
export const webhookSecret = text
  .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/)
  .refine((value) => Buffer.from(value.slice('whsec_'.length), 'base64').length >= 24);

export const smtpUrl = z.string().refine((value) => URL.canParse(value) && /^smtps?:$/.test(new URL(value).protocol));
/** `10.1.0.0/16`, `[fd00::]/8`, `intranet.example.org`, each with `:port` or without. */
const ALLOWED_TARGET = /^(\[[0-9a-fA-F:.]+\](\/\d{1,3})?|[A-Za-z0-9.-]+(\/\d{1,2})?)(:\d{1,5})?$/;

/** Commas or blanks stand between the members of a list. */
const listed = (value: string): string[] => value.split(/[\s,]+/).filter((one) => one !== '');

/** `10.1.0.7` or `10.1.0.0/16`, of either version. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return most > 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

export const targets = text
  .default('')
  .transform(listed)
  .refine((given) => given.every((target) => ALLOWED_TARGET.test(target)));
export const networks = text
  .default('')
  .transform(listed)
  .refine((given) => given.every(isNetwork));
/** In milliseconds; `null` for 0: without an end. */
export const daysOrNone = text
  .regex(/^\d{1,4}$/)
  .transform((value) => (Number(value) === 0 ? null : Number(value) * 86_400_000));
/** In milliseconds. */
export const minutesUpToADay = text
  .regex(/^[1-9]\d{0,3}$/)
  .transform(Number)
  .refine((minutes) => minutes <= 1_440)
  .transform((minutes) => minutes * 60_000);
/** In milliseconds. */
export const upTo99Seconds = text.regex(/^\d{1,2}$/).transform((value) => Number(value) * 1_000);
export const upTo100 = text
  .regex(/^[1-9]\d{0,2}$/)
  .transform(Number)
  .refine((value) => value <= 100);
export const upTo1000000 = text
  .regex(/^[1-9]\d{0,6}$/)
  .transform(Number)
  .refine((value) => value <= 1_000_000);
/** In bytes. */
export const megabytes = upTo100.transform((value) => value * 1_048_576);
/** In pixels. */
export const megapixels = text
  .regex(/^[1-9]\d{0,2}$/)
  .transform(Number)
  .refine((value) => value <= 200)
  .transform((value) => value * 1_000_000);
