import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import type { SignIn } from '../../contracts/sessions.js';
import { passwordFault } from '../../domain/access/password-rules.js';
import type { StoredPassword } from '../../storage/access/password-store.js';
import type { Person, PersonPosition } from '../../storage/access/person-store.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import type { Services } from '../services.js';

export type SignInServices = Pick<
  Services,
  | 'people'
  | 'passwordStore'
  | 'passwords'
  | 'commonPasswords'
  | 'secondFactors'
  | 'signInFailures'
  | 'sessionStore'
  | 'now'
>;

/** No account has it: what is asked for nobody is asked as for somebody. */
const NOBODY = '00000000-0000-4000-8000-000000000000';

/**
 * Signs a person in, and answers with the token of the session. Whether a name is unknown, its account locked, or the
 * password wrong: the answer is the same, and comes after the same work.
 */
export async function signIn(
  services: SignInServices,
  { signInName, password, newPassword, code, position }: SignIn,
  request: Request,
): Promise<{ readonly token: string; readonly person: Person }> {
  const { people, passwordStore, passwords, secondFactors, signInFailures, sessionStore, now } = services;
  // Before an attempt is taken: whoever finds no room has not failed.
  passwords.assertRoom();
  const address = ipKeyGenerator(request.ip ?? '');
  assertNotWaiting(await signInFailures.addressWaits(address, now()), now());
  assertNotWaiting(await signInFailures.attempt(signInName, now()), now());

  const person = await people.named(signInName, now());
  const stored = await passwordStore.password(person?.id ?? NOBODY);
  const factorIsSet = await secondFactors.isSet(person?.id ?? NOBODY);
  const isRight = await passwords.matches(password, stored?.hash ?? null);
  if (!isRight || person?.state !== 'active' || !stored || isOver(stored, now())) {
    await signInFailures.addressFailed(address, now());
    throw signInFailed();
  }
  if (stored.oneTime && newPassword === undefined) {
    throw new ApiProblem('password-change-needed', 'The password that you were given is good for choosing one only.');
  }
  if (newPassword !== undefined) assertGoodPassword(services, newPassword, password, person);
  if (factorIsSet && code === undefined) {
    throw new ApiProblem('second-factor-needed', 'The password is right. This account has a second factor as well.');
  }
  if (factorIsSet && !(await secondFactors.accepts(person.id, code ?? '', now()))) {
    await signInFailures.addressFailed(address, now());
    throw signInFailed();
  }
  if (newPassword !== undefined) {
    const hash = await passwords.hash(newPassword);
    await passwordStore.setPassword(person.id, { hash, oneTime: false, validUntil: null }, now());
    await sessionStore.end({ personId: person.id }, now());
  }
  await signInFailures.succeeded(signInName, now());
  const { id: positionId } = positionFor(person, position, now());
  const agent = request.get('user-agent') ?? null;
  const begun = { personId: person.id, positionId, secondFactor: factorIsSet, address: request.ip ?? null, agent };
  return { token: await sessionStore.begin(begun, now()), person };
}

/** The position that is meant, which must be the person's own now; the first one, when none is named. */
export function positionFor({ positions }: Person, wanted: string | undefined, now: Date): PersonPosition {
  const begun = positions.filter(({ from }) => from <= now);
  const position = wanted === undefined ? begun[0] : begun.find(({ id }) => id === wanted);
  if (position) return position;
  if (wanted !== undefined) throw new ApiProblem('position-not-held', 'This is not one of your positions now.');
  throw new ApiProblem('no-position', 'This account has no position at present, so there is nothing it may do.');
}

export function assertGoodPassword(
  { commonPasswords }: Pick<SignInServices, 'commonPasswords'>,
  wanted: string,
  before: string,
  person: Pick<Person, 'signInName' | 'name'>,
): void {
  const fault =
    wanted === before ? 'This is the password that you have.' : passwordFault(wanted, person, commonPasswords);
  if (fault !== null) throw invalidField('/newPassword', 'out-of-range', fault);
}

function isOver({ validUntil }: StoredPassword, now: Date): boolean {
  return validUntil !== null && validUntil <= now;
}

export function signInFailed(): ApiProblem {
  return new ApiProblem('sign-in-failed', 'Name, password or code are not right, or the account is not open.');
}

function assertNotWaiting(until: Date | null, now: Date): void {
  if (until === null) return;
  const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1_000));
  throw new ApiProblem('sign-in-waits', 'There were too many failed attempts. Nothing was looked at.', {
    headers: { 'Retry-After': String(seconds) },
  });
}
