import type { components } from '../generated/api.js';

export type Entry = components['schemas']['KnowledgeEntry'];
