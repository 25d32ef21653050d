-- A splitting on its way: what its parts will be, until the request's workflow has said yes to it and they are tickets.
-- Its words go then; the row stays as long as a repetition of what asked for it may come.
CREATE TABLE "split_draft" (
    "id" UUID NOT NULL,
    "ticket_id" UUID NOT NULL,
    "update_id" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "plan_sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "split_draft_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "split_draft_update_id_key" ON "split_draft" ("update_id");
CREATE INDEX "split_draft_created_at_idx" ON "split_draft" ("created_at");
