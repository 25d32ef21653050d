import { z } from 'zod';
import type { Command, CommandBodies } from '../domain/ticket/commands.js';
import { IDENTITIES, PROTECTION_LEVELS } from '../domain/ticket/protection.js';
import {
  DECLINE_CODES,
  DISSATISFACTION_CODES,
  EXTENSION_CODES,
  SOLVED,
  TYPES,
  URGENCIES,
  WHISTLE_CASES,
} from '../domain/ticket/vocabulary.js';
import {
  EmergencyLineSchema,
  AttachmentIdsSchema,
  ClassCodeSchema,
  longText,
  OpaqueIdSchema,
  OrdinalSchema,
  reasonText,
  shortText,
  text,
  TimeInputSchema,
  UnitIdSchema,
} from './common.js';

/** Commands that an account gives. The citizen's `rate` has a route of its own, and so has `split`. */
export type AccountCommand = Exclude<Command, 'rate' | 'split'>;

const reason = reasonText;
const nothing = z.strictObject({});
const units = z.array(UnitIdSchema).min(1).max(20);
const coUnits = z.array(UnitIdSchema).max(20).optional();
const satisfied = z.int().min(1).max(5);
const despiteNamed = z.boolean().optional().meta({
  description: 'The text of a report names this unit, and it is to go there all the same; the reason says why.',
});
const noneNamed = z
  .literal(true)
  .optional()
  .meta({ description: 'The report is about no unit that the citizen named.' });
const NONE_AND_ONE = 'Name the unit that it is about, or say that none is named, and not both.';
/** Not both; and what nobody sends is nothing. */
const notBoth = ({ accusedUnit, noneNamed: none }: { accusedUnit?: unknown; noneNamed?: unknown }): boolean =>
  accusedUnit === undefined || none === undefined;

/** Where the matter is, when it was written down wrong. */
const CorrectedAddressSchema = z
  .strictObject({
    text: text(500),
    lon: z.number().min(-180).max(180).optional(),
    lat: z.number().min(-90).max(90).optional(),
  })
  .refine(({ lon, lat }) => (lon === undefined) === (lat === undefined), {
    path: ['lat'],
    message: 'Send both lon and lat, or neither.',
  });
const dissatisfaction = z
  .enum(DISSATISFACTION_CODES)
  .optional()
  .meta({ description: 'Why it is not right. The unit is told this, and not the words of `reason`.' });

/** One command carries them all, and its event keeps them. */
const MOST_TOGETHER = 100_000;
const TOO_LONG_TOGETHER = `At most ${MOST_TOGETHER} characters together.`;
function isShortTogether(all: readonly { readonly text: string }[]): boolean {
  return all.reduce((sum, one) => sum + one.text.length, 0) <= MOST_TOGETHER;
}

/** One body per command of the domain, under the same name. Unknown fields are refused. */
export const COMMAND_BODIES = {
  accept: z
    .strictObject({
      type: z.enum(TYPES).optional(),
      urgency: z.enum(URGENCIES).optional(),
      classCode: ClassCodeSchema.optional(),
      accusedUnit: UnitIdSchema.optional(),
      noneNamed,
    })
    .refine(notBoth, { path: ['noneNamed'], message: NONE_AND_ONE }),
  confirmRedaction: z.strictObject({
    title: shortText,
    text: longText,
    kept: z
      .array(z.strictObject({ word: shortText, reason }))
      .min(1)
      .max(50)
      .optional()
      .meta({ description: 'Words that look like naming somebody, as they stand there, and why each stays.' }),
    added: z
      .array(z.strictObject({ event: z.int().min(2), text: longText }))
      .min(1)
      .max(200)
      .refine(isShortTogether, TOO_LONG_TOGETHER)
      .optional()
      .meta({
        description:
          'What units may read of what the citizen said later, by the `seq` of its event. What is not named here they do not read.',
      }),
  }),
  correct: z
    .strictObject({
      type: z.enum(TYPES).optional(),
      identity: z.enum(IDENTITIES).optional(),
      protection: z.enum(PROTECTION_LEVELS).optional().meta({
        description: 'Protects who asked more than type and identity do; never less.',
      }),
      accusedUnit: UnitIdSchema.optional(),
      noneNamed,
      classCode: ClassCodeSchema.optional(),
      urgency: z.enum(URGENCIES).optional(),
      address: CorrectedAddressSchema.optional(),
      area: UnitIdSchema.optional().meta({ description: 'The unit of the place, as in a new ticket.' }),
      reason,
    })
    .refine(notBoth, { path: ['noneNamed'], message: NONE_AND_ONE })
    .refine((body) => Object.keys(body).length > 1, 'Name at least one thing that is to be put right.'),
  answer: z.strictObject({
    text: longText,
    entry: z
      .strictObject({ id: z.uuid(), version: z.int().min(1) })
      .optional()
      .meta({ description: 'The knowledge entry that was read out, in the version that it had.' }),
  }),
  redirect: z.strictObject({ channel: shortText, reason }),
  decline: z.strictObject({ code: z.enum(DECLINE_CODES), reason }),
  handToEmergency: z.strictObject({ line: EmergencyLineSchema, reason }),
  appeal: z.strictObject({ reason }),
  merge: z.strictObject({ into: OpaqueIdSchema.meta({ description: 'Id or number of the master.' }) }),
  unmerge: nothing,
  consult: z.strictObject({ units, reason }),
  concludeConsultation: z.strictObject({ unit: UnitIdSchema, coUnits, despiteNamed, reason }),
  dispatch: z.strictObject({ unit: UnitIdSchema, coUnits, despiteNamed, reason }),
  acknowledge: nothing,
  assign: z.strictObject({ handler: OpaqueIdSchema }),
  handOver: z.strictObject({ handler: OpaqueIdSchema }),
  recordContact: z.strictObject({ note: reasonText }),
  requestReturn: z.strictObject({ reason, basis: reasonText, suggestedUnit: UnitIdSchema.optional() }),
  requestExtension: z.strictObject({
    workingDays: z.int().min(1).max(365),
    code: z.enum(EXTENSION_CODES).optional().meta({ description: 'What the citizen is told; `complex` if not given.' }),
    reason,
    basis: reasonText,
  }),
  requestSuspension: z.strictObject({
    reason,
    until: TimeInputSchema.transform((value) => new Date(value).toISOString()),
  }),
  requestTermination: z.strictObject({ reason }),
  decide: z.strictObject({ request: OrdinalSchema, grant: z.boolean(), reason }),
  adjudicate: z.strictObject({ unit: UnitIdSchema, coUnits, despiteNamed, reason }),
  resume: z.strictObject({ reason }),
  whistle: z.strictObject({ case: z.enum(WHISTLE_CASES), units, reason }),
  reportIn: z.strictObject({ task: OrdinalSchema }),
  answerTask: z.strictObject({ task: OrdinalSchema, result: longText }),
  reply: z.strictObject({
    facts: longText,
    basis: longText,
    measures: longText,
    contacted: reasonText,
    text: longText,
    openTasksReason: reasonText.optional(),
  }),
  reviewReply: z.strictObject({ accept: z.boolean(), reason: reasonText.optional() }),
  recordCallback: z.strictObject({
    reached: z.boolean(),
    solved: z.enum(SOLVED).optional(),
    satisfied: satisfied.optional(),
    code: dissatisfaction,
    reason: reasonText.optional(),
  }),
  judge: z.strictObject({
    redo: z.boolean(),
    code: z.enum(['panel', 'deferred', 'handedOver', 'explained']).optional(),
    unit: UnitIdSchema.optional(),
    despiteNamed,
    reason,
  }),
  withdraw: z.strictObject({ reason }),
  reopen: z.strictObject({ reason }),
  urge: z.strictObject({ reason }),
  supervise: z.strictObject({ level: z.int().min(1).max(5).optional(), demand: reasonText }),
  answerSupervision: z.strictObject({ supervision: OrdinalSchema, text: longText }),
  attach: z.strictObject({ attachments: AttachmentIdsSchema }),
} satisfies { readonly [C in AccountCommand]: z.ZodType<CommandBodies[C]> };

export const ACCOUNT_COMMANDS = Object.keys(COMMAND_BODIES) as readonly AccountCommand[];

/** One line per command, for the API reference. */
export const COMMAND_SUMMARIES: Readonly<Record<AccountCommand, string>> = {
  accept: 'Take the ticket on, with what was not known at intake',
  confirmRedaction: 'Say yes to what units will read of a protected ticket',
  correct: 'Put right what intake got wrong',
  answer: 'Answer on the line and close',
  redirect: 'Point to the channel that the law provides, and close',
  decline: 'Decline with a reason code; some matters never may be',
  handToEmergency: 'Hand over to an emergency line and close',
  appeal: 'Put a declined ticket before a second person',
  merge: 'Follow a master ticket about the same matter',
  unmerge: 'Stand alone again',
  consult: 'Ask units to settle who owns the matter',
  concludeConsultation: 'Fix lead and co-units as consulted',
  dispatch: 'Send to a lead unit, with co-units',
  acknowledge: 'The lead unit takes the ticket',
  assign: 'Name the handler within the unit',
  handOver: 'The handler has left: the unit goes on by somebody else',
  recordContact: 'Note the first contact with the citizen',
  requestReturn: 'Ask to give the ticket back',
  requestExtension: 'Ask for more working days',
  requestSuspension: 'Ask to stop the clock until a day',
  requestTermination: 'Ask to end the ticket unsolved',
  decide: 'Grant or deny a request; never your own',
  adjudicate: 'Rule who owns the ticket; the unit cannot return it',
  resume: 'End a suspension early',
  whistle: 'Call other units in',
  reportIn: 'A called unit has arrived',
  answerTask: 'A co-unit gives its result',
  reply: 'The one answer to the citizen, for review',
  reviewReply: 'Accept the reply, or send it back with a reason',
  recordCallback: 'Record one attempt to call the citizen back, and the two answers',
  judge: 'Decide whether a dissatisfied ticket is done again',
  withdraw: 'The citizen takes the ticket back',
  reopen: 'New facts bring a closed ticket back',
  urge: 'Hurry whoever owes the next step',
  supervise: 'Open a written supervision',
  answerSupervision: 'The lead unit answers a supervision',
  attach: 'Name files that were sent before: they belong to the ticket from then on',
};

/** What the citizen answers by the one-time link; the same two questions as on the phone. */
export const RatingSchema = z
  .strictObject({ solved: z.enum(SOLVED), satisfied, code: dissatisfaction, reason: reasonText.optional() })
  .meta({ id: 'Rating' }) satisfies z.ZodType<CommandBodies['rate']>;

export const NudgeSchema = z.strictObject({ text: reasonText.optional() }).meta({ id: 'Nudge' });
export const SupplementSchema = z.strictObject({ text: longText }).meta({ id: 'Supplement' });

/**
 * Where a citizen speaks after the first call, or somebody writes down what a citizen said. Words of protected matters
 * are looked for in these before they are sealed; what the hotline and units say in their own name, such as why they
 * decline, is not the citizen's.
 */
export const CITIZENS_WORDS: ReadonlySet<Command | 'nudge' | 'supplement'> = new Set([
  'nudge',
  'supplement',
  'appeal',
  'rate',
  'recordContact',
  'recordCallback',
  'handToEmergency',
  'withdraw',
  'reopen',
]);

/** Fields that hold a person's own words. They are sealed under the ticket's key and never reach the workflow. */
export const FREE_TEXT_FIELDS: ReadonlySet<string> = new Set([
  'reason',
  'title',
  'kept',
  'added',
  'address',
  'basis',
  'facts',
  'measures',
  'contacted',
  'text',
  'note',
  'result',
  'demand',
  'channel',
  'openTasksReason',
]);
