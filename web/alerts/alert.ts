import type { components } from '../generated/api.js';

export type AlertBody = components['schemas']['Alert'];
export type WholeAlert = components['schemas']['WholeAlert'];
