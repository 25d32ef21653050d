import { z } from 'zod';
import { FIRST_YEAR, isKnownYear, LAST_YEAR } from '../domain/calendar/written-time.js';
import { isBlank } from '../domain/intake/folded-text.js';

/**
 * Control characters (but for tab and line ends) and half characters: no person types them, and no database keeps them.
 */
const UNPRINTABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]|\p{Surrogate}/u;

/**
 * What a person wrote: kept byte for byte, so nothing is trimmed, only the blank, the invisible and the unprintable
 * refused.
 */
export function text(maximum: number): z.ZodString {
  return z
    .string()
    .min(1, 'Write something here.')
    .max(maximum, `At most ${maximum} characters.`)
    .refine((value) => !UNPRINTABLE.test(value), 'This holds control characters or half a character pair.')
    .refine((value) => !isBlank(value), 'This holds nothing but blanks and invisible signs.');
}

/** As it was written or pasted; the API makes one spelling of it. */
export const phoneText = z.string().min(3).max(64);

export const shortText = text(200);
export const reasonText = text(2_000);
export const longText = text(10_000);

export const UnitIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'This is not the id of a unit.')
  .meta({ example: 'water' });
export const ClassCodeSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'This is not the code of a class.')
  .meta({ example: '010102' });
export const EmergencyLineSchema = z.enum(['110', '119', '120', '122']);
/** An account or a part of a ticket. Never a name: it is kept in clear. */
export const OpaqueIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/, 'This is not an id.');

/** Ids of requests, tasks and supervisions are small numbers; a caller may send them as such. */
export const OrdinalSchema = z
  .union([z.int().positive(), z.string().regex(/^[1-9]\d{0,5}$/, 'This is not an id.')])
  .transform(String)
  .meta({ description: 'Id within the ticket, as a string or a number.', example: '1' });

/** How a time is written, for those who make a client of the description. */
export const TIME_PATTERN = String.raw`^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+\-]\d{2}:\d{2})$`;
export const DAY_PATTERN = String.raw`^\d{4}-\d{2}-\d{2}$`;

/** With an offset, because a time without one means something else on every machine. */
export const TimeInputSchema = z.iso
  .datetime({ offset: true, error: 'Write an RFC 3339 time with its offset.' })
  .refine((value) => isKnownYear(Number(value.slice(0, 4))), {
    message: `Write a time of the years ${FIRST_YEAR} to ${LAST_YEAR}.`,
    params: { code: 'out-of-range' },
  })
  .meta({ pattern: TIME_PATTERN });

export const DayInputSchema = z.iso
  .date({ error: 'Write an existing day as YYYY-MM-DD.' })
  .refine((value) => isKnownYear(Number(value.slice(0, 4))), {
    message: `Write a day of the years ${FIRST_YEAR} to ${LAST_YEAR}.`,
    params: { code: 'out-of-range' },
  })
  .meta({ pattern: DAY_PATTERN });

/** Every time in an answer: RFC 3339 in the one civil time of China. */
export const TimeSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+08:00$/)
  .meta({ format: 'date-time', example: '2026-11-23T15:44:00.000+08:00' });

export const CLOCK_STATES = ['running', 'paused', 'held', 'satisfied', 'cancelled'] as const;

export const RUNG_EFFECTS = ['remind', 'overdue', 'raise', 'resume', 'closeUnreachable', 'archive'] as const;

export const LimitSchema = z.object({
  amount: z.number(),
  unit: z.enum(['seconds', 'minutes', 'hours', 'days', 'workingHours', 'workingDays']),
});

/** A number in a query, where everything is text. */
export function wholeNumber(least: number, most: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,9}$/, `Write a whole number from ${least} to ${most}.`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, {
      message: `Write a whole number from ${least} to ${most}.`,
      params: { code: 'out-of-range' },
    })
    .meta({ type: 'integer', minimum: least, maximum: most });
}

/** How many at once. */
export function limitOf(most: number, unasked: number): z.ZodType<number, string | undefined> {
  return wholeNumber(1, most).default(unasked).meta({ default: unasked });
}

/** Yes or no in a query. */
export const flag = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .meta({ type: 'boolean' });

export const CURSOR_PATTERN = String.raw`[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+`;
/** A place to read on from, as an answer gives it. That it was made here is seen by its signature. */
export const CursorSchema = z.string().meta({ pattern: `^${CURSOR_PATTERN}$` });
/** The place of a page, as it is sent back. */
export const PageCursorSchema = z
  .string()
  .max(500)
  .optional()
  .meta({ description: '`nextCursor` of the page before.', pattern: `^${CURSOR_PATTERN}$` });
/** A place in the feed of events, or one of its ends. */
export const FeedPlaceSchema = z
  .string()
  .min(1)
  .max(200)
  .meta({ pattern: `^(start|end|${CURSOR_PATTERN})$` });

/** Files that were sent before, each once. */
export const AttachmentIdsSchema = z
  .array(z.uuid())
  .min(1, 'Name at least one file.')
  .max(20, 'At most twenty files at a time.')
  .refine((ids) => new Set(ids).size === ids.length, 'Name each file once.')
  .meta({ description: 'Ids of `POST /uploads`.' });

/** What is sent; whatever else HTTP allows there matches no version. */
export const IF_MATCH_PATTERN = String.raw`^(\*|"v\d{1,9}")$`;

/** A query parameter that may be repeated, meaning "any of these". */
export function anyOf<T extends z.ZodType>(item: T): z.ZodType<z.output<T>[]> {
  return z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).min(1).max(50),
  );
}

/** The same in both languages. */
export const WordsSchema = z.object({ zh: z.string(), en: z.string() });
