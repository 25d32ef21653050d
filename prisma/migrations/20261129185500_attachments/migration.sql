-- Files that were sent, and to which ticket they belong. Their keys are under the master key until a ticket has them, and under the ticket's from then on.
CREATE TABLE "attachment" (
    "id" UUID NOT NULL,
    "ticket_id" UUID,
    "state" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "thumbnail_bytes" INTEGER,
    "name_sealed" BYTEA NOT NULL,
    "upload_key" BYTEA,
    "ticket_key" BYTEA,
    "sender" TEXT NOT NULL,
    "sender_role" TEXT NOT NULL,
    "sender_unit" TEXT,
    "uploaded_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_at" TIMESTAMPTZ(3),
    "attached_at" TIMESTAMPTZ(3),
    "found" TEXT,

    CONSTRAINT "attachment_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "attachment_ticket_id_idx" ON "attachment" ("ticket_id");
CREATE INDEX "attachment_attached_at_uploaded_at_idx" ON "attachment" ("attached_at", "uploaded_at");
CREATE INDEX "attachment_state_uploaded_at_idx" ON "attachment" ("state", "uploaded_at");
