import { z } from 'zod';
import { DayInputSchema, shortText, UnitIdSchema } from './common.js';

export { CalendarYearSchema, YearParamsSchema } from './reference.js';

const days = z.array(DayInputSchema).max(366);
export const CalendarWishSchema = z
  .strictObject({
    status: z.enum(['official', 'provisional']),
    source: shortText.meta({
      description: 'The title of the notice that says so.',
      example: '国务院办公厅关于2026年部分节假日安排的通知',
    }),
    daysOff: days.meta({ example: ['2026-01-01'] }),
    makeUpDays: days.meta({ description: 'Saturdays and Sundays that are worked.', example: ['2026-01-04'] }),
  })
  .meta({ id: 'CalendarWish' });

const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'Write a time of day as HH:MM.')
  .meta({ example: '09:00' });
const interval = z.strictObject({ from: timeOfDay, to: timeOfDay });
export const HoursParamsSchema = z.object({ unit: UnitIdSchema });
export const HoursWishSchema = z
  .strictObject({
    intervals: z
      .array(interval)
      .min(1)
      .max(10)
      .meta({ description: 'One after the other.', example: [{ from: '09:00', to: '12:00' }] }),
    dayEnd: timeOfDay.meta({ description: 'When "on the n-th working day" ends.', example: '18:00' }),
  })
  .meta({ id: 'OfficeHoursWish' });
const shownInterval = z.object({ from: z.string(), to: z.string() });
export const HoursSchema = z
  .object({
    unit: z.string().meta({ description: 'Who keeps them; `default`: all that have none of their own.' }),
    version: z.int().meta({ description: 'Its ETag, as in "v3".' }),
    intervals: z.array(shownInterval),
    dayEnd: z.string(),
  })
  .meta({ id: 'OfficeHours' });
export const HoursListSchema = z.object({ items: z.array(HoursSchema) }).meta({ id: 'OfficeHoursList' });
