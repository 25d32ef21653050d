import { MockActivityEnvironment } from '@temporalio/testing';
import type pg from 'pg';
import { createMailTransport } from '../../activities/notice/mail-transport.js';
import { createNoticeActivities, type NoticeTurn } from '../../activities/notice/notice-activities.js';
import { createSmsOutbox } from '../../activities/notice/sms-outbox.js';
import { createWebhookTransport } from '../../activities/notice/url-transport.js';
import type { Transport } from '../../domain/notice/vocabulary.js';
import { allowedTargets } from '../../outbound/allowed-targets.js';
import { createGuardedPost, systemResolve } from '../../outbound/guarded-post.js';
import { createTargetGuard } from '../../outbound/target-guard.js';
import { createProgressLinks, createQueryCodes, createRatingLinks } from '../../storage/access/citizen-links.js';
import { isDatabaseAway } from '../../storage/postgres/database-away.js';
import { createNoticeAddresses } from '../../storage/notice/notice-addresses.js';
import { createNoticeStore } from '../../storage/notice/notice-store.js';
import { readNoticeTemplates } from '../../storage/notice/notice-templates.js';
import type { ReferenceData } from '../../storage/reference/reference-data.js';
import { createSealing } from '../../storage/secrets/sealing.js';
import { createWatch } from '../../storage/postgres/watch.js';
import { MASTER_KEY } from './notices.js';

/** What a channel needs to reach people; a way that is not named is one that the system does not have. */
export interface Ways {
  readonly smtpUrl?: string;
  readonly smsFile?: string;
}

/** One turn of a channel over a real database, with real transports. */
export function takeTurn(
  channel: Transport,
  { smtpUrl, smsFile }: Ways,
  { pool, reference, now }: { readonly pool: pg.Pool; readonly reference: ReferenceData; readonly now: () => Date },
): Promise<NoticeTurn> {
  const mail = smtpUrl === undefined ? undefined : createMailTransport(smtpUrl, 'Hotline <hotline@hotline.example>');
  const guard = createTargetGuard(allowedTargets(['127.0.0.1']), systemResolve);
  const store = createNoticeStore(pool);
  const activities = createNoticeActivities({
    store,
    due: createWatch(() => store.dueChannels(now()), 20),
    addresses: createNoticeAddresses(pool, createSealing(MASTER_KEY)),
    reference,
    transports: {
      webhook: createWebhookTransport(
        createGuardedPost(guard, () => now().getTime()),
        () => new Date(),
      ),
      ...(mail && { email: mail }),
      ...(smsFile !== undefined && { sms: createSmsOutbox(smsFile) }),
    },
    templates: readNoticeTemplates(),
    isDatabaseAway,
    ratingLinks: createRatingLinks(MASTER_KEY, 'https://hotline.example.org'),
    progressLinks: createProgressLinks(MASTER_KEY, 'https://hotline.example.org'),
    queryCodes: createQueryCodes(MASTER_KEY),
    now,
  });
  const turn = new MockActivityEnvironment().run(activities.sendNotices, channel) as Promise<NoticeTurn>;
  return turn.finally(() => mail?.close());
}
