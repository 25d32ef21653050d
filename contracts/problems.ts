import type { RefusalCode } from '../domain/refusal.js';
import { HTTP_PROBLEMS, type HttpCode } from './http-problems.js';
import type { ProblemRow } from './problem-row.js';
import { REFUSAL_PROBLEMS } from './refusal-problems.js';

export type ProblemCode = RefusalCode | HttpCode;

/** Every problem the API can answer with. A code without a row does not compile. */
export const PROBLEMS: Readonly<Record<ProblemCode, ProblemRow>> = { ...HTTP_PROBLEMS, ...REFUSAL_PROBLEMS };
export const PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[];
