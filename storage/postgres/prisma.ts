import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import type { Prisma, PrismaClient } from '../generated/client.js';

const clients = new WeakMap<pg.Pool, Promise<PrismaClient>>();

/**
 * Prisma Client over the connections of a pool that `openDatabase` made: for ordinary reads and writes, one table at a time. It is loaded
 * when it is first asked for, since it takes some 40 MB and 0.2 s of a process, and it owns nothing but the pool: whoever ends that has
 * ended both.
 */
export function prismaOver(pool: pg.Pool): Promise<PrismaClient> {
  const made = clients.get(pool) ?? make(pool);
  clients.set(pool, made);
  return made;
}

async function make(pool: pg.Pool): Promise<PrismaClient> {
  const { PrismaClient } = await import('../generated/client.js');
  // In the other formats an error reads and shows the sources around its call.
  return new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }), errorFormat: 'minimal' });
}

/** A value of ours for a column of JSON: what makes it JSON leaves out what is undefined. */
export function asJson(value: object): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}

/** Bytes as the rest of the program has them; nothing is copied. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
