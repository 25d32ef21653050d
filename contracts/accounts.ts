import { z } from 'zod';
import { foldedSignInName, PERSON_STATES } from '../domain/access/people.js';
import { POSITIONS } from '../domain/notice/vocabulary.js';
import { ROLES } from '../domain/ticket/vocabulary.js';
import { DayInputSchema, shortText, TimeSchema, UnitIdSchema } from './common.js';
import { ProblemSchema } from './problem.js';

const SIGN_IN_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u;

export const SignInNameSchema = z
  .string()
  .max(200)
  .transform(foldedSignInName)
  .refine((name) => SIGN_IN_NAME.test(name), 'A sign-in name has letters, digits and . _ @ -, up to 64 of them.')
  .meta({ description: 'Capitals and wide letters make no difference.', example: 'li.na' });

export const PositionWishSchema = z
  .strictObject({
    role: z.enum(ROLES),
    unit: UnitIdSchema.nullish().meta({ description: 'Needed for a handler, who sees what this unit owes.' }),
    from: DayInputSchema.nullish().meta({ description: 'The first day; absent: from now on.' }),
    until: DayInputSchema.nullish().meta({ description: 'The last day; absent: until somebody ends it.' }),
  })
  .refine(({ role, unit }) => role !== 'handler' || unit != null, {
    path: ['unit'],
    message: 'A handler belongs to a unit.',
  })
  .refine(({ from, until }) => from == null || until == null || from <= until, {
    path: ['until'],
    message: 'A position ends after it begins.',
  })
  .meta({ id: 'PositionWish' });
export type PositionWish = z.output<typeof PositionWishSchema>;

export const AccountWishSchema = z
  .strictObject({
    signInName: SignInNameSchema,
    name: shortText.meta({ description: 'As colleagues call this person.', example: '李娜' }),
    positions: z
      .array(PositionWishSchema)
      .max(20)
      .refine(
        (all) => new Set(all.map(({ role, unit }) => `${role} ${unit ?? ''}`)).size === all.length,
        'A position stands here twice.',
      )
      .default([]),
  })
  .meta({ id: 'AccountWish' });
export type AccountWish = z.output<typeof AccountWishSchema>;

export const PositionSchema = z
  .object({
    id: z.string(),
    role: z.enum(ROLES),
    unit: z.string().nullable(),
    from: TimeSchema,
    until: TimeSchema.nullable().meta({ description: 'When it is over; null: nobody has said.' }),
  })
  .meta({ id: 'Position' });

export const AccountSchema = z
  .object({
    id: z.string().meta({ description: 'Also the `actor` of what this person does, whatever the position or key.' }),
    signInName: z.string(),
    name: z.string(),
    state: z.enum(PERSON_STATES),
    positions: z.array(PositionSchema).meta({ description: 'Those that are not over.' }),
    version: z.int(),
    createdAt: TimeSchema,
    createdBy: z.string().nullable().meta({ description: 'Null: made at the command line.' }),
    leftAt: TimeSchema.nullable(),
  })
  .meta({ id: 'Account' });
/** Of who has left: what was theirs, and who has it now. */
export const LeftAccountSchema = AccountSchema.extend({
  handedOver: z.object({
    tickets: z
      .array(
        z.object({
          id: z.string(),
          number: z.string(),
          unit: z.string(),
          to: z
            .object({ contact: z.string(), unit: z.string(), position: z.enum(POSITIONS) })
            .nullable()
            .meta({ description: 'Who speaks for the unit, and was told. Null: it could not be handed over now.' }),
          why: z.enum(['nobody', 'unanswered', 'refused']).nullable().meta({
            description: 'Why not: nobody is entered for the unit, or its workflow did not answer, or says no.',
          }),
        }),
      )
      .meta({ description: 'Open tickets of which this person was the handler.' }),
    disclosures: z.int().meta({ description: 'Requests to be shown more that were withdrawn.' }),
  }),
}).meta({ id: 'LeftAccount' });
export const AccountListSchema = z.object({ items: z.array(AccountSchema) }).meta({ id: 'AccountList' });

export const AccountQuerySchema = z.strictObject({
  state: z.enum(PERSON_STATES).optional(),
  role: z.enum(ROLES).optional(),
  unit: UnitIdSchema.optional().meta({ description: 'Who has a position in this unit itself.' }),
});
export const AccountParamsSchema = z.object({ id: z.uuid('This is not an id.').transform((id) => id.toLowerCase()) });

export const IMPORT_COLUMNS = ['signInName', 'name', 'role', 'unit', 'from', 'until'] as const;
export const IMPORT_OUTCOMES = ['added', 'changed', 'unchanged', 'refused'] as const;
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number];

export const AccountImportSchema = z
  .strictObject({
    csv: z
      .string()
      .min(1)
      .max(200_000)
      .meta({
        description: `A table whose first line reads \`${IMPORT_COLUMNS.join(',')}\`; one line a position.`,
        example: 'signInName,name,role,unit\nli.na,李娜,handler,water\n',
      }),
    dryRun: z.boolean().default(false).meta({ description: 'Only tell what would come of each line.' }),
  })
  .meta({ id: 'AccountImport' });

export const AccountImportAnswerSchema = z
  .object({
    dryRun: z.boolean(),
    taken: z.int().meta({ description: 'Lines that were added or changed, or would be.' }),
    unchanged: z.int().meta({ description: 'Lines that say what is there already.' }),
    refused: z.int(),
    lines: z.array(
      z.object({
        line: z.int().meta({ description: 'Of the file, the first one being that of the columns.' }),
        signInName: z.string(),
        result: z.enum(IMPORT_OUTCOMES),
        problem: ProblemSchema.nullable().meta({ description: 'Why it was refused.' }),
      }),
    ),
  })
  .meta({ id: 'AccountImportAnswer' });
