import type { Instant } from '../calendar/types.js';
import type { NoticeParams } from './vocabulary.js';

/** What a notice about an invented ticket would be made of: something for every placeholder. */
export function sampleParams(
  at: Instant,
  { unit, classCode }: { readonly unit: string | null; readonly classCode: string | null },
): NoticeParams {
  const later = (hours: number): Instant => new Date(Date.parse(at) + hours * 3_600_000).toISOString();
  return {
    number: '20261129000001',
    level: 2,
    ...{ classCode, lead: unit, unit },
    ...{ dueAt: later(24), unitDueAt: later(24), citizenDueAt: later(72) },
    ...{ clock: 'handle', request: 'extension', granted: true, extensionCode: 'complex', code: 'solved' },
    ...{ task: '1', supervision: '1', round: 2, account: 'a1b2c3', views: 200, minutes: 60 },
    parts: '20261129000002、20261129000003',
    ...{ key: 'k7m2', person: 'd4e5f6', file: '7f9c2b' },
  };
}

/** What only a citizen's message has. */
export const SAMPLE_OF_CITIZEN = {
  queryCode: 'ABCD-EFGH-JKMN',
  progressLink: 'https://hotline.example/progress/…',
  ratingLink: 'https://hotline.example/ratings/…',
  channel: '12315',
} as const;
