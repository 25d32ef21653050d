import type pg from 'pg';
import type { ClaimPosition } from '../../domain/access/claims.js';
import { ROLES } from '../../domain/ticket/vocabulary.js';
import type { Prisma } from '../generated/client.js';
import type { Noted } from '../admin/noun-store.js';
import { inTables, prismaOver, type Tables } from '../postgres/prisma.js';
import { providerContext } from '../secrets/sealed-columns.js';
import type { Sealing } from '../secrets/sealing.js';
import { endMappedPositions } from './person-identities.js';

export interface ProviderWish {
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly algorithm: string;
  readonly scopes: readonly string[];
  readonly userInfo: boolean;
  readonly justInTime: boolean;
  /** What is believed to say that a second factor was shown. */
  readonly secondFactor: { readonly methods: readonly string[]; readonly classes: readonly string[] };
  readonly enabled: boolean;
  readonly positions: readonly ClaimPosition[];
}

export interface IdentityProvider extends ProviderWish {
  readonly id: string;
  readonly hasSecret: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface IdentityProviderStore {
  /** By id. */
  list(): Promise<IdentityProvider[]>;
  find(id: string): Promise<IdentityProvider | null>;
  /** What it is called by at the provider; `null`: a client without a secret. */
  secretOf(id: string): Promise<string | null>;
  /** `null`: there is one with this id. */
  create(
    id: string,
    wish: ProviderWish,
    secret: string | null,
    now: Date,
    noted?: Noted<IdentityProvider>,
  ): Promise<IdentityProvider | null>;
  /**
   * At this version, or at any for `null`; `undefined` leaves the secret as it is. Answers `null` when there is none at
   * this version. Whoever signed in by a provider that is not enabled any more is signed out.
   */
  replace(
    id: string,
    wish: ProviderWish,
    secret: string | null | undefined,
    version: number | null,
    now: Date,
    noted?: Noted<IdentityProvider>,
  ): Promise<IdentityProvider | null>;
  /** With the sessions and positions that came of it. The links of people stay: they name the issuer. */
  /** At this version, or at any for `null`. `false`: it is at another one. */
  remove(id: string, version: number | null, now: Date, noted?: Noted<IdentityProvider>): Promise<boolean>;
}

const WITH_POSITIONS = { positions: { orderBy: { ordinal: 'asc' } } } as const;
type Row = Prisma.IdentityProviderGetPayload<{ include: { positions: true } }>;

export function createIdentityProviderStore(pool: pg.Pool, sealing: Sealing): IdentityProviderStore {
  const sealed = (id: string, secret: string | null) =>
    secret === null ? null : Buffer.from(sealing.sealUnderMaster(secret, providerContext(id)));

  return {
    async list() {
      const { identityProvider } = await prismaOver(pool);
      return (await identityProvider.findMany({ include: WITH_POSITIONS, orderBy: { id: 'asc' } })).map(providerOf);
    },

    async find(id) {
      return findIn(await prismaOver(pool), id);
    },

    async secretOf(id) {
      const { identityProvider } = await prismaOver(pool);
      const row = await identityProvider.findUnique({ where: { id }, select: { secretSealed: true } });
      return row?.secretSealed ? (sealing.openUnderMaster(row.secretSealed, providerContext(id)) as string) : null;
    },

    create: (id, wish, secret, now, noted) =>
      inTables(pool, async (tx) => {
        const row = { id, ...columnsOf(wish), secretSealed: sealed(id, secret), createdAt: now, updatedAt: now };
        const { count } = await tx.identityProvider.createMany({ data: [row], skipDuplicates: true });
        if (count === 0) return null;
        await tx.claimPosition.createMany({ data: rowsOf(id, wish) });
        const made = await findIn(tx, id);
        await noted?.(tx, null, made);
        return made;
      }),

    replace: (id, wish, secret, version, now, noted) =>
      inTables(pool, async (tx) => {
        const before = await findIn(tx, id);
        const { count } = await tx.identityProvider.updateMany({
          where: { id, ...(version !== null && { version }) },
          data: {
            ...columnsOf(wish),
            ...(secret !== undefined && { secretSealed: sealed(id, secret) }),
            version: { increment: 1 },
            updatedAt: now,
          },
        });
        if (count === 0) return null;
        await tx.claimPosition.deleteMany({ where: { providerId: id } });
        await tx.claimPosition.createMany({ data: rowsOf(id, wish) });
        if (!wish.enabled) {
          await tx.session.updateMany({ where: { providerId: id, endedAt: null }, data: { endedAt: now } });
        }
        const after = await findIn(tx, id);
        await noted?.(tx, before, after);
        return after;
      }),

    remove: (id, version, now, noted) =>
      inTables(pool, async (tx) => {
        const before = await findIn(tx, id);
        const { count } = await tx.identityProvider.deleteMany({
          where: { id, ...(version !== null && { version }) },
        });
        if (count === 0 && before !== null) return false;
        await tx.providerVisit.deleteMany({ where: { providerId: id } });
        await tx.session.updateMany({ where: { providerId: id, endedAt: null }, data: { endedAt: now } });
        await endMappedPositions(tx, id, now);
        if (before !== null) await noted?.(tx, before, null);
        return true;
      }),
  };
}

async function findIn(tx: Pick<Tables, 'identityProvider'>, id: string): Promise<IdentityProvider | null> {
  const row = await tx.identityProvider.findUnique({ where: { id }, include: WITH_POSITIONS });
  return row && providerOf(row);
}

/** Nothing needs to be opened for that. */
export async function issuerOf(pool: pg.Pool, id: string): Promise<string | null> {
  const { identityProvider } = await prismaOver(pool);
  const row = await identityProvider.findUnique({ where: { id }, select: { issuer: true } });
  return row?.issuer ?? null;
}

function columnsOf({ positions: _positions, secondFactor, scopes, ...wish }: ProviderWish) {
  const { methods, classes } = secondFactor;
  return { ...wish, scopes: [...scopes], factorMethods: [...methods], factorClasses: [...classes] };
}

function rowsOf(providerId: string, { positions }: ProviderWish) {
  return positions.map(({ claim, value, role, unit }, ordinal) => ({
    ...{ providerId, ordinal, claim, value, role, unitId: unit },
  }));
}

function providerOf({ positions, secretSealed, factorMethods, factorClasses, ...row }: Row): IdentityProvider {
  return {
    ...row,
    hasSecret: secretSealed !== null,
    secondFactor: { methods: factorMethods, classes: factorClasses },
    positions: positions.flatMap(({ claim, value, role: written, unitId }) => {
      const role = ROLES.find((one) => one === written);
      // A role that this version does not know is given to nobody.
      return role === undefined ? [] : [{ claim, value, role, unit: unitId }];
    }),
  };
}
