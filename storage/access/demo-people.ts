import type pg from 'pg';
import { ROLES, type Role } from '../../domain/ticket/vocabulary.js';
import { sceneProgress, type SceneProgress } from '../demonstration/scene-store.js';
import { prismaOver } from '../postgres/prisma.js';
import { createPasswordStore } from './password-store.js';
import { createPersonStore, SignInNameTaken, type Person } from './person-store.js';

/** A position of the demonstration city, as its accounts have them. */
export interface DemoPosition {
  readonly role: Role;
  readonly unit: string | null;
  readonly name: string;
}

export interface DemoPeople {
  /** Those whose key still opens; none where there is no demonstration city. */
  positions(): Promise<readonly DemoPosition[]>;
  /** The person in this position, made when asked for; `null`: the name is somebody else's, or the person is locked. */
  personIn(position: DemoPosition, now: Date): Promise<Person | null>;
  /** How far the city is filled, while it is; `null`: nobody is at it. */
  filling(now: Date): Promise<Pick<SceneProgress, 'written' | 'planned'> | null>;
}

/** A scene takes a moment; who was longer without one has been ended. */
const STILL_AT_IT_MS = 60_000;

/** People of the demonstration have no password, so that nothing but the demonstration's own sign-in opens for them. */
export function createDemoPeople(pool: pg.Pool): DemoPeople {
  const people = createPersonStore(pool);
  const passwords = createPasswordStore(pool);
  return {
    async positions() {
      const { apiKey } = await prismaOver(pool);
      const keys = await apiKey.findMany({ where: { demo: true, revokedAt: null }, orderBy: { createdAt: 'asc' } });
      return keys.flatMap(({ role: written, unitId, name }) => {
        const role = ROLES.find((one) => one === written);
        return role === undefined ? [] : [{ role, unit: unitId, name }];
      });
    },

    async filling(now) {
      const progress = await sceneProgress(pool);
      if (progress === null || progress.written >= progress.planned) return null;
      const { written, planned, lastAt } = progress;
      return now.getTime() - lastAt.getTime() < STILL_AT_IT_MS ? { written, planned } : null;
    },

    async personIn({ role, unit, name }, now) {
      const signInName = ['demo', role.toLowerCase(), ...(role === 'handler' && unit !== null ? [unit] : [])].join('.');
      const wish = { signInName, name, positions: [{ role, unit, from: now, until: null }] };
      const person =
        (await people.named(signInName, now)) ?? (await made(people.create(wish, null, now, undefined, unnoted)));
      const found = person ?? (await people.named(signInName, now));
      if (!found || found.state !== 'active' || found.createdBy !== null) return null;
      return (await passwords.password(found.id)) === null ? found : null;
    },
  };
}

/** No administrator has made them, so they stand in no trail of what administrators changed. */
const unnoted = (): Promise<void> => Promise.resolve();

/** Two who press at once make one. */
async function made(creating: Promise<Person | null>): Promise<Person | null> {
  try {
    return await creating;
  } catch (error) {
    if (error instanceof SignInNameTaken) return null;
    throw error;
  }
}
