import { z } from 'zod';
import { STAGES } from '../domain/ticket/stages.js';
import { UNIT_LEVELS } from '../domain/ticket/vocabulary.js';
import { DayInputSchema, TimeSchema, UnitIdSchema } from './common.js';

const count = z.int().min(0);

/** Where exactly the tickets are that a number counts. */
export const TicketsPathSchema = z.string().meta({
  description: 'Where the tickets are that were counted. More filters narrow it.',
  example: '/api/v1/tickets?list=overdue&unit=water',
});

const FigureSchema = z.object({ total: count, tickets: TicketsPathSchema }).meta({ id: 'Figure' });

const figures = {
  inFlight: FigureSchema,
  dueToday: FigureSchema,
  overdue: FigureSchema,
  unacknowledged: FigureSchema,
  returnedTwice: FigureSchema,
  pingPong: FigureSchema,
  dissatisfied: FigureSchema,
  silent: FigureSchema,
  waitingDecisions: FigureSchema,
};

const UnitFiguresSchema = z
  .object({
    unit: z.string(),
    name: z.string().nullable(),
    nameEn: z.string().nullable(),
    level: z.enum(UNIT_LEVELS).nullable(),
    hasBelow: z.boolean().meta({ description: 'Whether there are units below it to look at in the same way.' }),
    ...figures,
  })
  .meta({ id: 'UnitFigures' });

export const COUNTED_BY = ['unit', 'area'] as const;
const DAYS_AT_MOST = 92;

export const UnitBoardQuerySchema = z.strictObject({
  under: UnitIdSchema.optional().meta({
    description: 'The unit that is looked at. Default: the caller’s own, or for the hotline the whole city.',
  }),
  by: z.enum(COUNTED_BY).optional().meta({
    description: 'Whose tickets: the unit’s that leads them (default), or the place’s that they are about.',
  }),
  unitLevel: z.enum(UNIT_LEVELS).optional().meta({
    description: 'A row for each unit of this level, however far below, in place of those right below.',
  }),
});

export const UnitBoardSchema = z
  .object({
    asOf: TimeSchema,
    by: z.enum(COUNTED_BY),
    whole: UnitFiguresSchema.meta({ description: 'The unit that is looked at, with all below it.' }),
    own: UnitFiguresSchema.nullable().meta({
      description: 'What it leads itself, without those below it; null where places are counted.',
    }),
    units: z.array(UnitFiguresSchema).meta({ description: 'Each with all below it, the most overdue first.' }),
  })
  .meta({ id: 'UnitBoard' });

export const SERIES_STEPS = ['day', 'hour'] as const;
export const SERIES_PARTS = ['channel', 'type', 'unit'] as const;

export const SeriesQuerySchema = z
  .strictObject({
    from: DayInputSchema.meta({ description: 'The first day, in China.' }),
    to: DayInputSchema.meta({ description: `The last day; at most ${DAYS_AT_MOST} days, or 7 by the hour.` }),
    step: z.enum(SERIES_STEPS).optional().meta({ description: 'Default: day.' }),
    unit: UnitIdSchema.optional().meta({ description: 'Only of this lead unit and those below it.' }),
    by: z.enum(SERIES_PARTS).optional().meta({
      description: 'Into what each number is divided. Units are those right below `unit`, or below the city.',
    }),
  })
  .meta({ example: { from: '2026-11-01', to: '2026-11-07' } });

const measures = { registered: count, closed: count, overdue: count };

export const SeriesSchema = z
  .object({
    asOf: TimeSchema.meta({ description: 'When this was counted; it is kept for a minute.' }),
    from: z.string(),
    to: z.string(),
    step: z.enum(SERIES_STEPS),
    partsBy: z.enum(SERIES_PARTS).nullable().meta({ description: 'The filter by which `key` of a part narrows.' }),
    buckets: z.array(
      z
        .object({
          from: TimeSchema,
          to: TimeSchema.meta({ description: 'The last instant of it.' }),
          registered: FigureSchema,
          closed: FigureSchema,
          overdue: FigureSchema.meta({ description: 'Fell due then, and the unit was late, or is.' }),
          parts: z.array(z.object({ key: z.string(), ...measures })),
        })
        .meta({ id: 'SeriesBucket' }),
    ),
    stages: z
      .array(
        z.object({
          stage: z.enum(STAGES),
          medianMinutes: z.number().nullable().meta({ description: 'By the wall clock, from start to done.' }),
          total: count.meta({ description: 'How many were done in that time.' }),
        }),
      )
      .meta({ description: 'How long the stages took that were done in that time.' }),
  })
  .meta({ id: 'Series' });

export const MOST_DAYS = { day: DAYS_AT_MOST, hour: 7 } as const;
