import type { zhOfSplit } from './zh-of-split.js';

export const enOfSplit: typeof zhOfSplit = {
  split: {
    hint: 'Write down each matter and choose its class, {{most}} at most. Each is a ticket of its own, sent out and called back on its own; the citizen gets one message with all numbers.',
    part: 'Part {{count}}',
    add: 'One more part',
    remove: 'Without part {{count}}',
    of: 'Split off',
    parts: 'Parts (closed/all)',
    due: 'promised {{at}}',
  },
};
