import { ErrorListSchema } from '../../contracts/open311.js';
import type { ResponseSpec } from '../route.js';

/** What all these routes say of themselves. */
export const OPEN311_TAG = 'Open311';
export const XML = 'text/xml';

/** Of an answer that has words in it. */
export const WORDED = ['Content-Language', 'Vary'] as const;

/** What every one of these answers with when it does not answer. */
export const OPEN311_ERRORS: Readonly<Record<number, ResponseSpec>> = {
  400: {
    description: 'Whatever does not fit, and trouble of ours.',
    schema: ErrorListSchema,
    mediaType: XML,
    headers: [...WORDED, 'Retry-After'],
  },
  404: {
    description: 'It does not exist, or is not public.',
    schema: ErrorListSchema,
    mediaType: XML,
    headers: WORDED,
  },
};

export const FOR_KEYS: ResponseSpec = {
  description: 'The key is missing, unknown, or not for this.',
  schema: ErrorListSchema,
  mediaType: XML,
  headers: WORDED,
};
