-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "unit" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "parent_id" TEXT,
    "path" TEXT[],

    CONSTRAINT "unit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "prefix" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "unit_id" TEXT,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ticket_class" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "parent_code" TEXT,
    "level" INTEGER NOT NULL,
    "department_only" BOOLEAN NOT NULL DEFAULT false,
    "never_decline" BOOLEAN NOT NULL DEFAULT false,
    "statutory_days" INTEGER,
    "law_ref" TEXT,
    "owners" TEXT[],

    CONSTRAINT "ticket_class_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "calendar_year" (
    "year" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "calendar_year_pkey" PRIMARY KEY ("year")
);

-- CreateTable
CREATE TABLE "office_hours" (
    "id" TEXT NOT NULL,
    "unit_id" TEXT,
    "data" JSONB NOT NULL,

    CONSTRAINT "office_hours_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_pack" (
    "code" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "policy_pack_pkey" PRIMARY KEY ("code","version")
);

-- CreateTable
CREATE TABLE "policy_assignment" (
    "id" TEXT NOT NULL,
    "pack" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "unit" TEXT,
    "channel" TEXT,
    "priority" INTEGER NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "effective_to" TIMESTAMPTZ(3),

    CONSTRAINT "policy_assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ticket" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "urgency" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "class_code" TEXT,
    "lead_unit" TEXT,
    "lead_path" TEXT[],
    "task_units" TEXT[],
    "accused_unit" TEXT,
    "level" INTEGER NOT NULL,
    "overdue" BOOLEAN NOT NULL,
    "unit_due_at" TIMESTAMPTZ(3),
    "citizen_due_at" TIMESTAMPTZ(3),
    "closing_code" TEXT,
    "snapshot" JSONB NOT NULL,
    "wrapped_key" BYTEA,
    "citizen_sealed" BYTEA,
    "content_sealed" BYTEA,
    "registered_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "workflow_started_at" TIMESTAMPTZ(3),

    CONSTRAINT "ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ticket_words" (
    "ticket_id" UUID NOT NULL,
    "words" tsvector NOT NULL,

    CONSTRAINT "ticket_words_pkey" PRIMARY KEY ("ticket_id")
);

-- CreateTable
CREATE TABLE "ticket_event" (
    "ticket_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_role" TEXT NOT NULL,
    "actor_unit" TEXT,
    "from_state" TEXT NOT NULL,
    "to_state" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "text_sealed" BYTEA,
    "hash" TEXT NOT NULL,

    CONSTRAINT "ticket_event_pkey" PRIMARY KEY ("ticket_id","seq")
);

-- CreateTable
CREATE TABLE "ticket_clock" (
    "ticket_id" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "satisfied_at" TIMESTAMPTZ(3),
    "overdue_at" TIMESTAMPTZ(3),
    "provisional" BOOLEAN NOT NULL,

    CONSTRAINT "ticket_clock_pkey" PRIMARY KEY ("ticket_id","id")
);

-- CreateTable
CREATE TABLE "idempotency_record" (
    "actor_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "ticket_id" UUID,
    "status" INTEGER NOT NULL,
    "response" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_record_pkey" PRIMARY KEY ("actor_id","key")
);

-- CreateIndex
CREATE INDEX "unit_parent_id_idx" ON "unit"("parent_id");

-- CreateIndex
CREATE INDEX "unit_path_idx" ON "unit" USING GIN ("path");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_prefix_key" ON "api_key"("prefix");

-- CreateIndex
CREATE UNIQUE INDEX "office_hours_unit_id_key" ON "office_hours"("unit_id");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_number_key" ON "ticket"("number");

-- CreateIndex
CREATE INDEX "ticket_state_registered_at_idx" ON "ticket"("state", "registered_at");

-- CreateIndex
CREATE INDEX "ticket_lead_unit_state_idx" ON "ticket"("lead_unit", "state");

-- CreateIndex
CREATE INDEX "ticket_lead_path_idx" ON "ticket" USING GIN ("lead_path");

-- CreateIndex
CREATE INDEX "ticket_task_units_idx" ON "ticket" USING GIN ("task_units");

-- CreateIndex
CREATE INDEX "ticket_unit_due_at_idx" ON "ticket"("unit_due_at");

-- CreateIndex
CREATE INDEX "ticket_registered_at_id_idx" ON "ticket"("registered_at", "id");

-- CreateIndex
CREATE INDEX "ticket_event_at_idx" ON "ticket_event"("at");

-- CreateIndex
CREATE INDEX "ticket_clock_state_due_at_idx" ON "ticket_clock"("state", "due_at");

-- CreateIndex
CREATE INDEX "idempotency_record_created_at_idx" ON "idempotency_record"("created_at");

-- AddForeignKey
ALTER TABLE "unit" ADD CONSTRAINT "unit_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "unit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_words" ADD CONSTRAINT "ticket_words_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_event" ADD CONSTRAINT "ticket_event_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_clock" ADD CONSTRAINT "ticket_clock_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Full text in Chinese is searched by pairs of characters that the application makes.
CREATE INDEX "ticket_words_idx" ON "ticket_words" USING GIN ("words");
-- What the sweeper looks for: accepted tickets whose workflow nobody has confirmed.
CREATE INDEX "ticket_unstarted_idx" ON "ticket" ("registered_at") WHERE "workflow_started_at" IS NULL;
-- Kept answers are sealed: trying to compress them is work for nothing.
ALTER TABLE "idempotency_record" ALTER COLUMN "response" SET STORAGE EXTERNAL;
-- Human ticket numbers: gaps may occur, repeats may not.
CREATE SEQUENCE "ticket_number_seq";
