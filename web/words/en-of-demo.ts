import type { zhOfDemo } from './zh-of-demo.js';

export const enOfDemo: typeof zhOfDemo = {
  demo: {
    ticket: 'Demonstration ticket',
    event: 'demonstration',
    filling: 'The demonstration city is being filled: {{written}} of {{planned}} tickets',
  },
};
