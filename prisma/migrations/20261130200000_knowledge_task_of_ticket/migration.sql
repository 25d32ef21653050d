-- The ticket that a missing entry came of: its words go with it.
ALTER TABLE "knowledge_task" ADD COLUMN "ticket_id" UUID;
CREATE INDEX "knowledge_task_ticket_idx" ON "knowledge_task" ("ticket_id") WHERE "ticket_id" IS NOT NULL;
