import type { Request } from 'express';
import { CITIZEN, type Actor } from '../../../domain/ticket/vocabulary.js';
import { ApiProblem } from '../../http/problem.js';
import type { Services } from '../../services.js';
import type { Typed } from './form.js';
import { assertFromHere } from './origin.js';

type AdmissionServices = Pick<Services, 'site' | 'budgets' | 'citizenPages'>;

const asked = new WeakMap<Request, Promise<Actor>>();

/**
 * Whoever files the request that is on its way, as the sender of its files. Asked before the first file is kept, and
 * again when the form is read; spends the budget once.
 */
export function admitted(services: AdmissionServices, request: Request, typed: Typed): Promise<Actor> {
  const known = asked.get(request) ?? admit(services, request, typed);
  asked.set(request, known);
  return known;
}

async function admit(
  { site, budgets, citizenPages: { forms, takesReports } }: AdmissionServices,
  request: Request,
  { key = '' }: Typed,
): Promise<Actor> {
  assertFromHere(site, request);
  const form = takesReports ? forms.read(key) : null;
  if (form === null) throw new ApiProblem('malformed-request', 'The form is none of this page, or was sent too soon.');
  await budgets.ofReport(request);
  return { ...CITIZEN, id: `form:${form.nonce}` };
}

/** A person does not see that field. It stands behind the files, so this is asked when all is read. */
export function assertUntrapped({ trap = '' }: Typed): void {
  if (trap !== '') throw new ApiProblem('malformed-request', 'The form was filled in by a program.');
}
