-- AlterTable
ALTER TABLE "ticket" ADD COLUMN "citizen_told" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "contact" (
    "id" UUID NOT NULL,
    "unit_id" TEXT NOT NULL,
    "position" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "language" TEXT NOT NULL DEFAULT 'zh',
    "email" TEXT,
    "phone" TEXT,
    "webhook_url" TEXT,
    "secret_sealed" BYTEA,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notice" (
    "id" BIGSERIAL NOT NULL,
    "ticket_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "addressee" TEXT NOT NULL,
    "unit_id" TEXT,
    "position" TEXT,
    "recipient" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "pack" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "level" INTEGER NOT NULL,
    "mergeable" BOOLEAN NOT NULL,
    "hours" TEXT,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "digest_id" BIGINT,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notice_read" (
    "notice_id" BIGINT NOT NULL,
    "account_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notice_read_pkey" PRIMARY KEY ("notice_id", "account_id")
);

-- CreateIndex
CREATE INDEX "contact_unit_id_position_idx" ON "contact"("unit_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "notice_ticket_id_seq_ordinal_channel_key" ON "notice"("ticket_id", "seq", "ordinal", "channel");

-- A unit belongs to the city's tree.
ALTER TABLE "contact" ADD CONSTRAINT "contact_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- What a channel still has to do: few rows, however many were ever sent.
CREATE INDEX "notice_open_idx" ON "notice" ("channel", "status", "not_before") WHERE "status" IN ('pending', 'sending', 'dead');
-- The boxes, newest first.
CREATE INDEX "notice_box_idx" ON "notice" ("unit_id", "id") WHERE "channel" = 'inApp';
CREATE INDEX "notice_position_box_idx" ON "notice" ("position", "id") WHERE "channel" = 'inApp';
