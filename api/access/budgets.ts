import type { Request } from 'express';
import { ipKeyGenerator, MemoryStore, rateLimit } from 'express-rate-limit';
import { ApiProblem } from '../http/problem.js';

/** Requests a minute; `null` lifts a budget. */
export interface BudgetSizes {
  /** Of one key. A system that follows the feed and answers hundreds of tickets a day stays far below it. */
  readonly key: number | null;
  /** Of one address that shows no key: citizens by their links, readers of Open311. An office may share one. */
  readonly address: number | null;
}

/**
 * Each answers, or rejects with the problem `rate-limited`. What is left stands in the header `RateLimit` of the
 * answer. Every process counts for itself, and a budget is full again after its window.
 */
export interface Budgets {
  ofKey(id: string, request: Request): Promise<void>;
  /** `cost` counts as so many requests. */
  ofAddress(request: Request, cost?: number): Promise<void>;
  /**
   * Questions for one ticket by number and code, whether there is such a ticket or not: nobody tries codes in peace.
   */
  ofNumber(number: string, request: Request): Promise<void>;
  /**
   * Asked before a query code is compared, so that nobody tries one code with many numbers. Answers with the function
   * that gives the place back, for a code that is right.
   */
  ofGuess(request: Request): Promise<() => Promise<void>>;
  /** Requests that are filed on the citizens' page. A whole town of telephones may have one address. */
  ofReport(request: Request): Promise<void>;
  /**
   * Asked before a key is looked up that was never good here, so that invented keys cost the database no more than
   * this. Answers with the function that gives the place back, for a key that proves good.
   */
  ofLookUp(request: Request): Promise<() => Promise<void>>;
}

const MINUTE_MS = 60_000;
const NUMBER_WINDOW_MS = 10 * MINUTE_MS;
const QUESTIONS_OF_A_NUMBER = 20;
/** Of one address in the same window; of all together it is the budget of addresses that bounds them. */
const REPORTS_OF_AN_ADDRESS = 30;
/** Of one address in the same window. The people in one office mistype less often. */
const WRONG_CODES_OF_AN_ADDRESS = 30;

export function createBudgets({ key, address }: BudgetSizes): Budgets {
  const keys = budget('key', key, MINUTE_MS, `A key has ${key} requests a minute.`);
  const spentByAddresses = new MemoryStore();
  const addresses = budget(
    'address',
    address,
    MINUTE_MS,
    `An address without a key has ${address} requests a minute.`,
    {
      store: spentByAddresses,
    },
  );
  const lookUps = new MemoryStore();
  const lookUp = budget(
    'look-up',
    address,
    MINUTE_MS,
    `An address may show ${address} keys a minute that are not known here. Keys that were good before still are.`,
    { store: lookUps, untold: true },
  );
  const numbers = budget(
    'number',
    QUESTIONS_OF_A_NUMBER,
    NUMBER_WINDOW_MS,
    `This number was asked for ${QUESTIONS_OF_A_NUMBER} times within ten minutes. The link in the message still works.`,
  );
  const reports = budget(
    'report',
    REPORTS_OF_AN_ADDRESS,
    NUMBER_WINDOW_MS,
    `From this address ${REPORTS_OF_AN_ADDRESS} requests were filed within ten minutes. Call the hotline.`,
    { untold: true },
  );
  const wrongCodes = new MemoryStore();
  const guess = budget(
    'guess',
    WRONG_CODES_OF_AN_ADDRESS,
    NUMBER_WINDOW_MS,
    `From this address ${WRONG_CODES_OF_AN_ADDRESS} wrong query codes came within ten minutes. The link in the message still works.`,
    { store: wrongCodes, untold: true },
  );
  return {
    ofKey: keys,
    // An IPv6 user has a whole network of addresses.
    async ofAddress(request, cost = 1) {
      const who = ipKeyGenerator(request.ip ?? '');
      for (let more = 1; more < cost && address !== null; more += 1) await spentByAddresses.increment(who);
      await addresses(who, request);
    },
    ofNumber: numbers,
    ofReport: (request) => reports(ipKeyGenerator(request.ip ?? ''), request),
    async ofGuess(request) {
      const who = ipKeyGenerator(request.ip ?? '');
      await guess(who, request);
      return () => wrongCodes.decrement(who);
    },
    async ofLookUp(request) {
      const who = ipKeyGenerator(request.ip ?? '');
      await lookUp(who, request);
      return () => lookUps.decrement(who);
    },
  };
}

type Spend = (who: string, request: Request) => Promise<void>;

interface Counting {
  readonly store?: MemoryStore;
  /** Not shown in `RateLimit`: what is given back would make the header lie. */
  readonly untold?: true;
}

function budget(
  identifier: string,
  limit: number | null,
  windowMs: number,
  detail: string,
  { store, untold }: Counting = {},
): Spend {
  if (limit === null) return () => Promise.resolve();
  const spender = `spender-${identifier}`;
  const middleware = rateLimit({
    identifier,
    limit,
    windowMs,
    standardHeaders: untold ? false : 'draft-8',
    legacyHeaders: false,
    ...(store && { store }),
    keyGenerator: (_request, response) => response.locals[spender] as string,
    // `Retry-After` is set by the library where it sets any header.
    handler: (_request, _response, next) =>
      next(new ApiProblem('rate-limited', detail, untold && { headers: { 'Retry-After': String(windowMs / 1_000) } })),
  });
  return (who, request) => {
    const { res: response } = request;
    if (!response) return Promise.reject(new Error('A request without its answer cannot be counted.'));
    response.locals[spender] = who;
    return new Promise((resolve, reject) => {
      void middleware(request, response, (error?: unknown) => {
        if (error === undefined) resolve();
        else reject(error instanceof Error ? error : new Error('The budget could not be counted.', { cause: error }));
      });
    });
  };
}
