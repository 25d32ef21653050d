import { z } from 'zod';
import { ROLES } from '../domain/ticket/vocabulary.js';
import { shortText, TimeSchema, UnitIdSchema } from './common.js';

/** Of signatures with a key pair; the one that a provider signs with is named, and no other is taken. */
export const TOKEN_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'Ed25519',
] as const;

export const ProviderIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'An id has small letters, digits and dashes, up to 40 of them.')
  .meta({ description: 'Stands in the address that the provider sends people back to.', example: 'city' });
export const ProviderParamsSchema = z.object({ provider: ProviderIdSchema });

const word = z
  .string()
  .regex(
    /^[\x21\x23-\x5B\x5D-\x7E]{1,200}$/,
    'This is written with visible ASCII characters, without blanks and quotes.',
  );
const words = z.array(word).max(20);

const ClaimPositionSchema = z
  .strictObject({
    claim: shortText.meta({
      description: 'The name of the claim; with dots for one that lies in another.',
      example: 'groups',
    }),
    value: shortText.meta({ description: 'Exactly this, or this among others.', example: 'hotline-operators' }),
    role: z.enum(ROLES),
    unit: UnitIdSchema.nullable().default(null),
  })
  .refine(({ role, unit }) => role !== 'handler' || unit !== null, {
    path: ['unit'],
    message: 'A handler belongs to a unit.',
  })
  .meta({ id: 'ClaimPosition', description: 'Who has this value in this claim has this position.' });

const providerFields = {
  name: shortText.meta({ description: 'As people who sign in know it.', example: '市统一身份认证' }),
  issuer: z
    .url({ protocol: /^https?$/, error: 'Write the address of the provider as it stands in `iss`.' })
    .max(500)
    .refine((value) => !/[?#]/.test(value), 'Write the address of the provider as it stands in `iss`.')
    .meta({
      description: 'As it stands in `iss`, to the letter.',
      example: 'https://login.example.gov.cn/realms/city',
    }),
  clientId: word.meta({ description: 'As whom this system is known there.', example: 'huiying' }),
  algorithm: z.enum(TOKEN_ALGORITHMS).default('RS256').meta({ description: 'By which its tokens are signed.' }),
  scopes: words
    .refine((scopes) => scopes.includes('openid'), 'One of the scopes is openid.')
    .default(['openid'])
    .meta({ description: 'What is asked for there; `openid` is among it.' }),
  userInfo: z.boolean().default(false).meta({
    description:
      'Whether claims are asked for at its userinfo endpoint as well, for providers that leave them out of the token.',
  }),
  justInTime: z.boolean().default(false).meta({
    description: 'Whether somebody without an account, to whom claims give a position, gets one by signing in.',
  }),
  secondFactor: z
    .strictObject({ methods: words.default([]), classes: words.default([]) })
    .default({ methods: [], classes: [] })
    .meta({
      description:
        'Values of `amr` (methods) and `acr` (classes) that are believed to say that a second factor was shown there. None: its word does not count, and roles that need one show it here.',
    }),
  enabled: z.boolean().default(true),
  positions: z.array(ClaimPositionSchema).max(500).default([]),
};
export const ProviderWishSchema = z
  .strictObject({
    ...providerFields,
    clientSecret: z.string().min(1, 'Write something here.').max(500).nullish().meta({
      description:
        'Shown by no answer. Absent: as it was; null: none. With another issuer or client it is written anew.',
    }),
  })
  .meta({ id: 'IdentityProviderWish' });
export type ProviderWishBody = z.output<typeof ProviderWishSchema>;

export const ProviderSchema = z
  .object({
    id: z.string(),
    ...providerFields,
    hasSecret: z.boolean(),
    redirectUri: z.string().meta({ description: 'To be entered at the provider, where it sends people back to.' }),
    version: z.int(),
    createdAt: TimeSchema,
    updatedAt: TimeSchema,
  })
  .meta({ id: 'IdentityProvider' });
export const ProviderListSchema = z.object({ items: z.array(ProviderSchema) }).meta({ id: 'IdentityProviderList' });
export const OpenProvidersSchema = z
  .object({ items: z.array(z.object({ id: z.string(), name: z.string() })) })
  .meta({ id: 'OpenIdentityProviders' });

/** A path of this site: what a browser would take for another one is none. */
const NextSchema = z
  .string()
  .max(500)
  .refine(isOwnPath, { message: 'Write a path of this site.', params: { code: 'wrong-format' } });
const HERE = 'https://here.invalid';
function isOwnPath(path: string): boolean {
  if (!/^\/(?![/\\])[\x21-\x7E]*$/.test(path) || path.includes('\\')) return false;
  return URL.canParse(path, HERE) && new URL(path, HERE).origin === HERE;
}

export const BeginQuerySchema = z.strictObject({
  next: NextSchema.default('/api/v1/me').meta({
    description: 'Where to go on once signed in: a path of this site.',
    example: '/desk',
  }),
  anew: z.enum(['true', 'false']).default('false').meta({
    description: 'Sign in there once more, even if the provider still knows you: for what needs a fresh sign-in.',
  }),
});
/** As the provider writes it: it may say more than we read. */
export const CallbackQuerySchema = z.looseObject({
  state: z.string().max(500).optional(),
  code: z.string().max(5_000).optional(),
  iss: z.string().max(500).optional(),
  error: z.string().max(500).optional(),
});

const subject = z
  .string()
  .regex(/^[\x20-\x7E]{1,255}$/, 'A subject is what the provider calls a person: up to 255 ASCII characters.')
  .meta({ description: '`sub`, to the letter. Never a mail address or a number that the person could change.' });
export const IdentityWishSchema = z.strictObject({ provider: ProviderIdSchema, subject }).meta({ id: 'IdentityWish' });
export const IdentityQuerySchema = z.strictObject({ issuer: z.string().max(500), subject });
export const IdentityListSchema = z
  .object({
    items: z.array(
      z.object({
        issuer: z.string(),
        subject: z.string(),
        linkedAt: TimeSchema,
        linkedBy: z.string().nullable().meta({ description: 'Null: at the command line, or by the first sign-in.' }),
        lastSignedInAt: TimeSchema.nullable(),
      }),
    ),
  })
  .meta({ id: 'IdentityList' });

export const ProviderLogoutSchema = z
  .strictObject({
    logout_token: z.string().min(1).max(8_192).meta({ description: 'Signed by the provider, as its tokens are.' }),
  })
  .meta({ id: 'ProviderLogout' });
