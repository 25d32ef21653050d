import { z } from 'zod';
import { DIVISIONS, EXPORT_COLUMNS } from '../domain/export/columns.js';
import {
  EXPORT_FAILURES,
  EXPORT_FORMATS,
  EXPORT_KINDS,
  EXPORT_PURPOSES,
  EXPORT_REASONS,
  EXPORT_STATES,
} from '../domain/export/export-job.js';
import { reasonText, TimeSchema } from './common.js';
import { TicketQuerySchema } from './ticket-lists.js';
import { ActorSchema } from './ticket.js';

const { list, state, unit, area, class: classes, handler, type, urgency, dueFrom, dueTo, q } = TicketQuerySchema.shape;

/** The words of `GET /tickets`, with numbers and yes or no as JSON writes them. */
export const ExportFilterSchema = z
  .strictObject({
    ...{ list, state, unit, area, class: classes, handler, type, urgency, dueFrom, dueTo, q },
    silentDays: z.int().min(1).max(365).optional(),
    level: z.array(z.int().min(0).max(5)).min(1).max(6).optional(),
    overdue: z.boolean().optional(),
  })
  .meta({ id: 'ExportFilter', description: 'As in `GET /tickets`; different ones must all fit. Empty: all in sight.' });

const columns = z.array(z.enum(EXPORT_COLUMNS)).min(1, 'Name at least one column.').max(EXPORT_COLUMNS.length);
const by = z
  .array(z.enum(DIVISIONS))
  .min(1, 'Name at least one division.')
  .max(4, 'At most four divisions.')
  .refine((given) => new Set(given).size === given.length, 'Name each division once.');
const year = z.int().min(2_000).max(2_100);
const common = {
  format: z.enum(EXPORT_FORMATS),
  purpose: z.enum(EXPORT_PURPOSES).meta({ description: 'For what. There is no other purpose.' }),
  words: reasonText.meta({ description: 'Why, in this case. Sealed like what citizens write.' }),
};

export const NewExportSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('tickets'),
      filter: ExportFilterSchema.default({}),
      columns: columns.optional().meta({
        description: 'In the order of the description, however they are named. Unsaid: all that tell of the handling.',
      }),
      ...common,
    }),
    z.strictObject({
      kind: z.literal('statistics'),
      year: year.meta({ description: 'Of registration, as China counts.' }),
      by: by.meta({ description: 'Each divides the one before.', example: ['unit', 'month'] }),
      ...common,
    }),
  ])
  .meta({
    id: 'NewExport',
    example: {
      kind: 'tickets',
      filter: { state: ['inProgress'] },
      format: 'csv',
      purpose: 'analysis',
      words: '每月分析',
    },
  });

export const ExportDecisionSchema = z
  .strictObject({ grant: z.boolean().meta({ example: true }) })
  .meta({ id: 'ExportDecision' });

export const ExportParamsSchema = z.object({ export: z.uuid() });
export const ExportContentQuerySchema = z.strictObject({
  token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, 'This is not the token of a link.')
    .meta({ description: 'Of the link.', example: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }),
});

const instant = TimeSchema.nullable();
export const ExportSchema = z
  .object({
    id: z.string(),
    number: z.string().meta({ description: 'Stands in every row of the file.', example: 'EX20261129-0192d3c4' }),
    kind: z.enum(EXPORT_KINDS),
    state: z.enum(EXPORT_STATES).meta({
      description:
        '`waiting` for another person; `lapsed`: not decided within a day; `queued`; `making`; `failed`: see `failure`; `ready`: there is a file, for an hour; `ended`: there was.',
    }),
    format: z.enum(EXPORT_FORMATS),
    purpose: z.enum(EXPORT_PURPOSES),
    words: z.string(),
    filter: z.record(z.string(), z.unknown()).nullable().meta({ description: 'Of tickets.' }),
    columns: z.array(z.enum(EXPORT_COLUMNS)).nullable().meta({ description: 'Of tickets.' }),
    year: z.int().nullable().meta({ description: 'Of statistics.' }),
    by: z.array(z.enum(DIVISIONS)).nullable().meta({ description: 'Of statistics.' }),
    because: z.array(z.enum(EXPORT_REASONS)).meta({
      description:
        'Why a second person decides: more than 1,000 rows; protected tickets; figures of a year that this person had in another division. Empty: nobody has to.',
    }),
    progress: z.object({
      done: z.int().meta({ description: 'Rows that are written.' }),
      of: z.int().nullable().meta({ description: 'Rows when it was asked; null: of statistics nobody knows before.' }),
    }),
    failure: z.enum(EXPORT_FAILURES).nullable().meta({
      description:
        '`outgrown`: more rows, or protected tickets, than when it was asked; `tooLarge`: more rows than an export may have; `ticketErased`: a ticket in it was erased; `broken`: begun five times and never finished.',
    }),
    askedBy: ActorSchema,
    askedAt: TimeSchema,
    decideUntil: instant.meta({ description: 'Null: nobody has to decide.' }),
    decidedBy: ActorSchema.nullable(),
    decidedAt: instant,
    madeAt: instant.meta({ description: 'As of when its rows are.' }),
    keptUntil: instant,
    downloads: z.int(),
    downloadedAt: instant,
  })
  .meta({ id: 'Export' });
export type ExportBody = z.input<typeof ExportSchema>;

export const ExportsSchema = z.object({ items: z.array(ExportSchema) }).meta({ id: 'Exports' });

export const ExportLinkSchema = z
  .object({
    link: z.string().meta({ description: 'Opens the file once, for who asked and nobody else.' }),
    until: TimeSchema,
  })
  .meta({ id: 'ExportLink' });
