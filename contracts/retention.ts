import { z } from 'zod';
import { LONGEST_YEARS, OTHERS } from '../domain/erasure/retention.js';
import { shortText } from './common.js';
import { ClassParamsSchema } from './reference.js';

export { OTHERS } from '../domain/erasure/retention.js';

export const RetentionParamsSchema = z.object({
  class: ClassParamsSchema.shape.code.meta({
    description: `Code of a class, which stands for those below it too; \`${OTHERS}\`: all that no rule is above.`,
    example: '03',
  }),
});
export const RetentionWishSchema = z
  .strictObject({
    years: z
      .int()
      .min(1)
      .max(LONGEST_YEARS)
      .meta({ description: 'Whole years after a ticket has ended.', example: 10 }),
    source: shortText.meta({
      description: 'Where the number comes from: a rule and its article, an order.',
      example: '档案管理规定第八条',
    }),
  })
  .meta({ id: 'RetentionWish' });
export const RetentionRuleSchema = z
  .object({
    class: z.string(),
    version: z.int().meta({ description: 'Its ETag, as in "v3".' }),
    years: z.int(),
    source: z.string(),
  })
  .meta({ id: 'RetentionRule' });
export const RetentionRulesSchema = z.object({ items: z.array(RetentionRuleSchema) }).meta({
  id: 'RetentionRules',
  description: 'The nearest rule above a class holds. Without one its tickets are kept for ever.',
});
