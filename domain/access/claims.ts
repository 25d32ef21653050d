import type { Role } from '../ticket/vocabulary.js';
import { isSamePosition, type RoleInUnit } from './people.js';

/** What an identity provider says of a person. */
export type Claims = Readonly<Record<string, unknown>>;

/** Who has this value in this claim has the position. */
export interface ClaimPosition extends RoleInUnit {
  readonly claim: string;
  readonly value: string;
}

/** Positions that the rows give, each once, in their order. */
export function positionsByClaims(claims: Claims, rows: readonly ClaimPosition[]): RoleInUnit[] {
  const given: RoleInUnit[] = [];
  for (const { claim, value, role, unit } of rows) {
    const position = { role: role satisfies Role, unit };
    if (!valuesOf(claims, claim).includes(value)) continue;
    if (!given.some((one) => isSamePosition(one, position))) given.push(position);
  }
  return given;
}

/** Whether what is said of how the person signed in is among what is believed. */
export function saysSecondFactor(
  claims: Claims,
  believed: { readonly methods: readonly string[]; readonly classes: readonly string[] },
): boolean {
  const isAmong = (claim: string, values: readonly string[]): boolean =>
    valuesOf(claims, claim).some((value) => values.includes(value));
  return isAmong('amr', believed.methods) || isAmong('acr', believed.classes);
}

/** A claim by its name, or by names with dots between them where it lies in others. Texts only. */
function valuesOf(claims: Claims, name: string): readonly string[] {
  const found = Object.hasOwn(claims, name)
    ? claims[name]
    : name.split('.').reduce<unknown>((inside, part) => memberOf(inside, part), claims);
  return (Array.isArray(found) ? found : [found]).filter((one) => typeof one === 'string');
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
