-- What the sentinel raised, of which tickets, and how far it has read the feed.
CREATE TABLE "alert" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "rule" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "raised_by" UUID NOT NULL,
    "class_code" TEXT,
    "place" TEXT,
    "owner" TEXT,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "tickets" INTEGER NOT NULL,
    "citizens" INTEGER NOT NULL,
    "why" JSONB NOT NULL,
    "acknowledge_by" TIMESTAMPTZ(3) NOT NULL,
    "told" INTEGER NOT NULL DEFAULT 0,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" JSONB,
    "disposition" TEXT,
    "disposed_at" TIMESTAMPTZ(3),
    "disposed_by" JSONB,
    "reason" TEXT,
    "master" UUID,
    "notice" TEXT,
    "answer" TEXT,
    "until" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);
-- One that came in raises one alert, however often it is looked at.
CREATE UNIQUE INDEX "alert_raised_by_key" ON "alert" ("raised_by");
CREATE INDEX "alert_raised_at_idx" ON "alert" ("raised_at", "id");
CREATE INDEX "alert_owner_idx" ON "alert" ("owner", "raised_at", "id");
CREATE INDEX "alert_open_idx" ON "alert" ("raised_at", "id") WHERE "disposition" IS NULL;
CREATE INDEX "alert_outage_idx" ON "alert" ("disposed_at") WHERE "disposition" = 'outage';

CREATE TABLE "alert_ticket" (
    "alert_id" UUID NOT NULL,
    "ticket_id" UUID NOT NULL,
    "registered_at" TIMESTAMPTZ(3) NOT NULL,
    "linked_by" JSONB,

    CONSTRAINT "alert_ticket_pkey" PRIMARY KEY ("alert_id", "ticket_id"),
    CONSTRAINT "alert_ticket_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert" ("id")
      ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "alert_ticket_ticket_idx" ON "alert_ticket" ("ticket_id");

CREATE TABLE "sentinel" (
    "shard" TEXT NOT NULL,
    "xid" xid8 NOT NULL,
    "feed_id" BIGINT NOT NULL,

    CONSTRAINT "sentinel_pkey" PRIMARY KEY ("shard")
);
