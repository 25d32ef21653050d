import { z } from 'zod';
import { COMMAND_NAMES } from '../domain/ticket/commands.js';
import { STATES } from '../domain/ticket/vocabulary.js';
import { PROBLEM_CODES } from './problems.js';

export const FieldErrorSchema = z.object({
  pointer: z
    .string()
    .meta({ description: 'JSON pointer into the body; `?name` for a query parameter, or the name of a header.' }),
  code: z.enum(['required', 'unknown-field', 'wrong-type', 'wrong-format', 'unknown-value', 'out-of-range', 'invalid']),
  message: z.string(),
});
export type FieldError = z.infer<typeof FieldErrorSchema>;

export const ProblemSchema = z
  .object({
    type: z
      .string()
      .meta({ description: 'A page that explains the problem.', example: '/problems/illegal-transition' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().meta({ description: 'The request id, as in the log and in `X-Request-Id`.' }),
    code: z.enum(PROBLEM_CODES),
    currentState: z.enum(STATES).optional(),
    version: z.int().optional(),
    allowedActions: z.array(z.enum(COMMAND_NAMES)).optional(),
    errors: z.array(FieldErrorSchema).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });
export type Problem = z.infer<typeof ProblemSchema>;
