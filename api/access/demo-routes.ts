import type { Request } from 'express';
import { isLoopback } from '../../config/loopback.js';
import { DemoPositionsSchema, DemoSignInSchema } from '../../contracts/demo.js';
import { ApiProblem } from '../http/problem.js';
import { noteDone } from '../http/request-context.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { assertSameOrigin, sessionCookie } from './session-cookie.js';
import { signInFailed } from './sign-in.js';

type DemoServices = Pick<Services, 'demoPeople' | 'sessionStore' | 'reference' | 'site' | 'now'>;
const defineRoute = routesFor<DemoServices>();

const COMMON = { tag: 'Signing in', permission: 'public' } as const;
const ONLY_HERE =
  'There where `npm start` shows the demonstration city to the machine that it runs on; everywhere else nothing is at this path.';
/** Of the units of the demonstration, those that are offered on the page: one of each kind. */
const OFFERED_UNITS = ['water', 'housing', 'district-east', 'east-tinglan', 'east-tinglan-xiqiao'];

const listPositions = defineRoute({
  ...COMMON,
  method: 'get',
  path: '/api/v1/demo/positions',
  operationId: 'listDemoPositions',
  summary: 'In which positions the demonstration is entered',
  description: ONLY_HERE,
  responses: { 200: { description: 'One for each role, and some units.', schema: DemoPositionsSchema } },
  problems: ['not-found'],
  async handler({ request }, services) {
    const all = await demoOf(services, request).positions();
    const { units } = await services.reference.current();
    const offered = all.filter(
      ({ role, unit }, at) =>
        all.findIndex((one) => one.role === role && one.unit === unit) === at &&
        (role !== 'handler' || (unit !== null && OFFERED_UNITS.includes(unit))),
    );
    const items = offered.map(({ role, unit }) => {
      const known = unit === null ? undefined : units.get(unit);
      return { role, unit, unitName: known ? { zh: known.name, en: known.nameEn } : null };
    });
    // The hotline first: a ticket begins there.
    return { status: 200, body: { items: items.sort((one, other) => rank(one.role) - rank(other.role)) } };
  },
});
const rank = (role: string): number => (role === 'handler' ? 1 : 0);

const signIn = defineRoute({
  ...COMMON,
  method: 'post',
  path: '/api/v1/demo/session',
  operationId: 'signInToDemo',
  summary: 'Enter the demonstration in a position, without a password',
  description: ONLY_HERE,
  body: DemoSignInSchema,
  responses: { 204: { description: 'Signed in.', headers: ['Set-Cookie'] } },
  problems: ['not-found', 'cross-site', 'sign-in-failed'],
  async handler({ body, request }, services) {
    const demo = demoOf(services, request);
    const { site, sessionStore, now } = services;
    assertSameOrigin(site, request);
    const position = (await demo.positions()).find(
      ({ role, unit }) => role === body.role && (body.unit === null || unit === body.unit),
    );
    const person = position && (await demo.personIn(position, now()));
    const held = person?.positions.find(({ role, unit }) => role === position?.role && unit === position.unit);
    if (!person || !held) throw signInFailed();
    const token = await sessionStore.begin(
      {
        ...{ personId: person.id, positionId: held.id, secondFactor: true },
        ...{ address: request.ip ?? null, agent: request.get('user-agent') ?? null },
      },
      now(),
    );
    noteDone(request, { signedIn: person.id, demo: 'yes' });
    return { status: 204, headers: { 'Set-Cookie': sessionCookie(site, request, token) } };
  },
});

/** Whoever is not at this very machine, or comes through something between, is told that nothing is here. */
function demoOf({ demoPeople }: DemoServices, request: Request): NonNullable<DemoServices['demoPeople']> {
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'via', 'x-real-ip'];
  const isHere =
    isLoopback(request.socket.remoteAddress ?? '') &&
    isLoopback(new URL(`http://${request.get('host') ?? 'nowhere'}`).hostname) &&
    forwarded.every((name) => request.headers[name] === undefined);
  if (demoPeople === null || !isHere) throw new ApiProblem('not-found', 'There is nothing at this path.');
  return demoPeople;
}

export const demoRoutes: readonly Route<DemoServices>[] = [listPositions, signIn];
