-- What somebody has to do for the knowledge base, and how far the workflow of an entry has seen it.
ALTER TABLE "knowledge_entry" ADD COLUMN "seen" BIGINT NOT NULL DEFAULT 0;
CREATE INDEX "knowledge_entry_unseen_idx" ON "knowledge_entry" ("change") WHERE "seen" < "change";

CREATE TABLE "knowledge_task" (
    "id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "version" INTEGER,
    "kind" TEXT NOT NULL,
    "about" TEXT,
    "unit" TEXT,
    "class_code" TEXT,
    "question" TEXT NOT NULL,
    "text" TEXT,
    "asked_by" JSONB,
    "times" INTEGER NOT NULL DEFAULT 1,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "told" INTEGER NOT NULL DEFAULT 0,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" JSONB,
    "outcome" TEXT,
    "reason" TEXT,

    CONSTRAINT "knowledge_task_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "knowledge_task_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "knowledge_entry" ("id")
      ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "knowledge_task_entry_idx" ON "knowledge_task" ("entry_id") WHERE "ended_at" IS NULL;
CREATE INDEX "knowledge_task_open_due_idx" ON "knowledge_task" ("due_at", "id") WHERE "ended_at" IS NULL;
CREATE INDEX "knowledge_task_unit_due_idx" ON "knowledge_task" ("unit", "due_at", "id");
-- The same question of the same class is missing once, however many ask for it.
CREATE UNIQUE INDEX "knowledge_task_gap_key" ON "knowledge_task" (COALESCE("class_code", ''), md5("question")) WHERE "kind" = 'gap' AND "ended_at" IS NULL;
