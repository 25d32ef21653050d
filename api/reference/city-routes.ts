import {
  ClassParamsSchema,
  ClassSchema,
  ClassWishSchema,
  UnitParamsSchema,
  UnitSchema,
  UnitWishSchema,
} from '../../contracts/reference.js';
import { ListRefused } from '../../storage/reference/city-store.js';
import { ApiProblem } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';

type CityServices = Pick<Services, 'city' | 'reference'>;
const defineRoute = routesFor<CityServices>();

const COMMON = { tag: 'Reference', permission: ['administrator'], scope: 'admin' } as const;
const SOON = 'Every process knows it within five seconds. Nothing is ever removed: tickets name it.';

const putUnit = defineRoute({
  ...COMMON,
  method: 'put',
  path: '/api/v1/units/{id}',
  operationId: 'putUnit',
  summary: 'Add or change a unit',
  description: `${SOON} A unit with open tickets, or one below it that has some, stays where it is in the tree.`,
  params: UnitParamsSchema,
  body: UnitWishSchema,
  responses: { 200: { description: 'As it is now.', schema: UnitSchema } },
  async handler({ params: { id }, body }, { city, reference }) {
    await asField(city.saveUnits([{ id, ...body }]));
    await reference.refresh();
    return { status: 200, body: { id, ...body } };
  },
});

const putClass = defineRoute({
  ...COMMON,
  method: 'put',
  path: '/api/v1/classes/{code}',
  operationId: 'putClass',
  summary: 'Add or change a class of matters',
  description: `${SOON} Classes lie three deep at most.`,
  params: ClassParamsSchema,
  body: ClassWishSchema,
  responses: { 200: { description: 'As it is now.', schema: ClassSchema } },
  async handler({ params: { code }, body }, { city, reference }) {
    await asField(city.saveClasses([{ code, ...body }]));
    const saved = (await reference.refresh()).classes.get(code);
    if (saved === undefined) throw new Error('The database took a class and does not give it back.');
    return { status: 200, body: saved };
  },
});

/** What is wrong with the list as a whole, told of the field that it is about; of a part below it, by its name. */
async function asField(saving: Promise<unknown>): Promise<void> {
  try {
    await saving;
  } catch (error) {
    if (!(error instanceof ListRefused)) throw error;
    const errors = error.faults.map(({ field, says }) => ({
      pointer: `/${field}`,
      code: 'invalid' as const,
      message: says,
    }));
    const [first] = errors;
    throw new ApiProblem('validation-failed', `${first?.pointer ?? ''}: ${first?.message ?? ''}`, { errors });
  }
}

export const cityRoutes: readonly Route<CityServices>[] = [putUnit, putClass];
