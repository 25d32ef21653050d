-- CreateTable
CREATE TABLE "webhook_subscription" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "owner_key_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "unit_id" TEXT,
    "url" TEXT NOT NULL,
    "event_types" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "status" TEXT NOT NULL,
    "paused_because" TEXT,
    "secret_sealed" BYTEA,
    "previous_sealed" BYTEA,
    "previous_until" TIMESTAMPTZ(3),
    "rotated_by" TEXT,
    "cursor_xid" BIGINT NOT NULL,
    "cursor_id" BIGINT NOT NULL,
    "late" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,
    "seen_revision" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "ticket_id" UUID,
    "seq" INTEGER NOT NULL,
    "event_type" TEXT NOT NULL,
    "feed_xid" BIGINT NOT NULL,
    "feed_id" BIGINT NOT NULL,
    "turn" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "http_status" INTEGER,
    "error" TEXT,
    "answer" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_subscription_unit_id_idx" ON "webhook_subscription"("unit_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_subscription_id_at_id_idx" ON "webhook_delivery"("subscription_id", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "webhook_delivery_at_idx" ON "webhook_delivery"("at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_subscription_id_ticket_id_seq_turn_key" ON "webhook_delivery"("subscription_id", "ticket_id", "seq", "turn");

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "webhook_subscription"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the sweeper looks for: subscriptions whose last change no workflow has seen.
CREATE INDEX "webhook_subscription_unseen_idx" ON "webhook_subscription" ("updated_at") WHERE "seen_revision" < "revision";
