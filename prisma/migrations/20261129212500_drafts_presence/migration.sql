-- What people have begun to write and not sent yet. Each is the account's own, is sealed, and ends by itself.
CREATE TABLE "draft" (
    "id" UUID NOT NULL,
    "holder" TEXT NOT NULL,
    "ticket_id" UUID NOT NULL,
    "command" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "request_key" TEXT NOT NULL,
    "words_sealed" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "draft_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "draft_holder_ticket_id_command_key" ON "draft" ("holder", "ticket_id", "command");
CREATE INDEX "draft_ticket_id_idx" ON "draft" ("ticket_id");
CREATE INDEX "draft_expires_at_idx" ON "draft" ("expires_at");

-- Who is at which ticket at this moment: half a minute, no longer. It need not survive a crash.
CREATE UNLOGGED TABLE "presence" (
    "ticket_id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "doing" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "presence_pkey" PRIMARY KEY ("ticket_id", "account_id")
);
