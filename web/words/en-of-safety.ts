import type { zhOfSafety } from './zh-of-safety.js';

export const enOfSafety: typeof zhOfSafety = {
  presence: {
    looking: '{{name}} is looking',
    writing: '{{name}} is writing',
  },
  busyShort: 'The service is busy; it is read again soon.',
  busy: 'The service is busy. It is read again in {{seconds}} s; what you wrote stays.',
};
