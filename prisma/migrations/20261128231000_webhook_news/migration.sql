-- Since when there is news for a subscription that waits for it.
ALTER TABLE "webhook_subscription" ADD COLUMN "news_at" TIMESTAMPTZ(3);
-- Allowed: a city has some hundred subscriptions, and none of them has news yet; less than 1 s per million rows.
CREATE INDEX "webhook_subscription_news_idx" ON "webhook_subscription" ("news_at") WHERE "news_at" IS NOT NULL;

-- How far the feed has been looked through for subscriptions that wait: one row, for all workers.
CREATE TABLE "webhook_watch" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "feed_xid" BIGINT NOT NULL,
    "feed_id" BIGINT NOT NULL,

    CONSTRAINT "webhook_watch_pkey" PRIMARY KEY ("id")
);
INSERT INTO "webhook_watch" ("feed_xid", "feed_id")
SELECT COALESCE((SELECT "feed_xid"::text::bigint FROM "ticket_event" ORDER BY "feed_xid" DESC, "feed_id" DESC LIMIT 1), 0), 0;
