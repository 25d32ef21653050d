-- How far the ticket's history was when the step that is shown was decided: a write of an earlier task changes nothing.
ALTER TABLE "ticket" ADD COLUMN "turn" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "retracted_event" (
    "ticket_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_role" TEXT NOT NULL,
    "actor_unit" TEXT,
    "from_state" TEXT NOT NULL,
    "to_state" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "text_sealed" BYTEA,
    "changes" JSONB,
    "units" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "retracted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "feed_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "feed_id" BIGINT NOT NULL DEFAULT nextval('ticket_event_feed_id_seq'::regclass),

    CONSTRAINT "retracted_event_pkey" PRIMARY KEY ("ticket_id","seq","hash")
);

-- CreateIndex
CREATE INDEX "retracted_event_feed_xid_feed_id_idx" ON "retracted_event"("feed_xid", "feed_id");

-- A retraction has the ticket and number of what it takes back, and both may be sent in one turn.
-- Allowed: whoever writes a delivery passes over one that is there by whichever index, and an event has one place in the feed.
DROP INDEX "webhook_delivery_subscription_id_ticket_id_seq_turn_key";

-- CreateIndex
-- Allowed: for the same reason. Deliveries are kept for weeks and not for ever; about 2 s per million rows, in which no delivery is noted.
CREATE UNIQUE INDEX "webhook_delivery_subscription_id_ticket_id_feed_id_turn_key" ON "webhook_delivery"("subscription_id", "ticket_id", "feed_id", "turn");
