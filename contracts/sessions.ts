import { z } from 'zod';
import { KEY_SCOPES } from '../domain/access/key-scopes.js';
import { ROLES } from '../domain/ticket/vocabulary.js';
import { PositionSchema } from './accounts.js';
import { TimeSchema } from './common.js';
import { foldedSignInName } from '../domain/access/people.js';

const secret = z.string().min(1, 'Write something here.').max(256, 'At most 256 characters.');
const positionId = z.uuid('This is not an id.').transform((id) => id.toLowerCase());

export const SignInSchema = z
  .strictObject({
    signInName: z.string().max(200).transform(foldedSignInName).meta({ example: 'li.na' }),
    password: secret.meta({ example: 'rain on tin roofs, seldom' }),
    newPassword: secret.optional().meta({
      description: 'Takes the place of the password. Needed with one that an administrator gave.',
    }),
    code: secret.optional().meta({
      description: 'The six digits that the authenticator app shows, or a recovery code. Needed once one is set up.',
    }),
    position: positionId.optional().meta({ description: 'In which position; absent: the one that began first.' }),
  })
  .meta({ id: 'SignIn' });
export type SignIn = z.output<typeof SignInSchema>;

export const SwitchSchema = z.strictObject({ position: positionId }).meta({ id: 'PositionSwitch' });
export const PasswordChangeSchema = z
  .strictObject({ password: secret, newPassword: secret })
  .meta({ id: 'PasswordChange' });
export const FactorCodeSchema = z
  .strictObject({ code: secret.meta({ description: 'The six digits that the app shows now.', example: '123456' }) })
  .meta({ id: 'FactorCode' });

export const MeSchema = z
  .object({
    id: z.string().meta({ description: 'The `actor` of what you do: of the person, or of the key of a machine.' }),
    name: z.string(),
    role: z.enum(ROLES),
    unit: z.string().nullable(),
    unitPath: z.array(z.string()),
    scopes: z.array(z.enum(KEY_SCOPES)).meta({ description: 'What the key is for; empty: all that the role may do.' }),
    expiresAt: TimeSchema.nullable().meta({ description: 'When the key expires, or the session ends at the latest.' }),
    person: z
      .object({
        signInName: z.string(),
        name: z.string(),
        positions: z.array(PositionSchema),
        secondFactor: z.boolean().meta({ description: 'Whether one is set up.' }),
        recoveryCodesLeft: z.int(),
      })
      .nullable()
      .meta({ description: 'Null: a machine.' }),
    session: z
      .object({
        id: z.string(),
        position: z.string().meta({ description: 'The one of `positions` in which you are now.' }),
        secondFactor: z.boolean().meta({ description: 'Whether one was shown.' }),
        secondFactorMissing: z.boolean().meta({ description: 'The role needs one: nothing else is open before.' }),
        signedInAt: TimeSchema,
      })
      .nullable()
      .meta({ description: 'Null: by a key.' }),
    may: z.array(z.string()).meta({ description: 'Operations that are open to you, by their `operationId`.' }),
    demonstration: z.object({ written: z.int(), planned: z.int() }).nullable().meta({
      description: 'How many of the invented tickets of the demonstration city are there, while it is filled.',
    }),
  })
  .meta({ id: 'Me' });

export const SessionSchema = z
  .object({
    id: z.string(),
    current: z.boolean().meta({ description: 'The one that asks.' }),
    position: z.string(),
    secondFactor: z.boolean(),
    signedInAt: TimeSchema,
    lastSeenAt: TimeSchema.meta({ description: 'To the minute.' }),
    endsAt: TimeSchema.meta({ description: 'At the latest.' }),
    address: z.string().nullable(),
    agent: z.string().nullable().meta({ description: 'What the browser says it is.' }),
  })
  .meta({ id: 'Session' });
export const SessionListSchema = z.object({ items: z.array(SessionSchema) }).meta({ id: 'SessionList' });
export const EndedSchema = z.object({ ended: z.int() }).meta({ id: 'EndedSessions' });
export const SessionParamsSchema = z.object({ id: z.uuid('This is not an id.').transform((id) => id.toLowerCase()) });
export const AccountSessionParamsSchema = SessionParamsSchema.extend({
  session: z.uuid('This is not an id.').transform((id) => id.toLowerCase()),
});

export const OfferedFactorSchema = z
  .object({
    secret: z.string().meta({ description: 'To be typed into an authenticator app.' }),
    uri: z.string().meta({ description: 'The same as an `otpauth:` address, for a picture that the app reads.' }),
  })
  .meta({ id: 'OfferedFactor' });
export const RecoveryCodesSchema = z
  .object({
    recoveryCodes: z.array(z.string()).meta({ description: 'Each opens once instead of the app. Never shown again.' }),
  })
  .meta({ id: 'RecoveryCodes' });
export const OneTimePasswordSchema = z
  .object({
    oneTimePassword: z.string().meta({ description: 'Good for choosing a password. Never shown again.' }),
    validUntil: TimeSchema,
  })
  .meta({ id: 'OneTimePassword' });
