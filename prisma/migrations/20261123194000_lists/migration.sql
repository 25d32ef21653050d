-- AlterTable
ALTER TABLE "ticket" ADD COLUMN "handler" TEXT,
ADD COLUMN "returns" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "not_deciders" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "requested_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "ticket_words" ADD COLUMN "registered_at" TIMESTAMPTZ(3);

-- What earlier rows lack is in the snapshot.
UPDATE "ticket" SET
  "handler" = "snapshot"->>'handler',
  "returns" = (SELECT count(*) FROM jsonb_array_elements("snapshot"->'requests') r WHERE r->>'kind' = 'return' AND r->>'status' = 'granted'),
  "not_deciders" = COALESCE((
    SELECT CASE WHEN r->>'kind' = 'appeal' AND "snapshot"->'people'->>'declinedBy' IS NOT NULL
      THEN ARRAY[r->'by'->>'id', "snapshot"->'people'->>'declinedBy'] ELSE ARRAY[r->'by'->>'id'] END
    FROM jsonb_array_elements("snapshot"->'requests') r WHERE r->>'status' = 'open' LIMIT 1), '{}'),
  "requested_at" = (SELECT (r->>'at')::timestamptz FROM jsonb_array_elements("snapshot"->'requests') r WHERE r->>'status' = 'open' LIMIT 1);
UPDATE "ticket_words" w SET "registered_at" = t."registered_at" FROM "ticket" t WHERE t."id" = w."ticket_id";
ALTER TABLE "ticket_words" ALTER COLUMN "registered_at" SET NOT NULL;

-- DropIndex
DROP INDEX "ticket_lead_unit_state_idx";

-- CreateIndex
CREATE INDEX "ticket_class_code_registered_at_idx" ON "ticket"("class_code", "registered_at");

-- CreateIndex
CREATE INDEX "ticket_area_path_idx" ON "ticket" USING GIN ("area_path");

-- CreateIndex
CREATE INDEX "ticket_updated_at_idx" ON "ticket"("updated_at");

-- CreateIndex
CREATE INDEX "ticket_words_registered_at_ticket_id_idx" ON "ticket_words"("registered_at", "ticket_id");

-- One small index for each list, holding only what is on it: most tickets are closed, and none of these is rewritten for them.
-- What a count, the board or a unit's scope asks besides is carried along, so that they need not read the rows.
CREATE INDEX "ticket_list_open_idx" ON "ticket" ("registered_at") INCLUDE ("state", "lead_path", "task_units", "accused_unit") WHERE "kind" = 'open';
CREATE INDEX "ticket_list_due_idx" ON "ticket" ("unit_due_at") INCLUDE ("lead_path", "task_units", "accused_unit") WHERE "state" IN ('dispatched', 'inProgress');
CREATE INDEX "ticket_list_overdue_idx" ON "ticket" ("unit_due_at") INCLUDE ("lead_unit", "level") WHERE "overdue" AND "state" IN ('dispatched', 'inProgress');
CREATE INDEX "ticket_list_unacknowledged_idx" ON "ticket" ("registered_at") INCLUDE ("lead_path", "task_units", "accused_unit") WHERE "state" = 'dispatched';
CREATE INDEX "ticket_list_returned_idx" ON "ticket" ("registered_at") WHERE "kind" = 'open' AND "returns" >= 2;
CREATE INDEX "ticket_list_ping_pong_idx" ON "ticket" ("registered_at") WHERE "kind" = 'open' AND ("hop" >= 3 OR "disputes" >= 2);
CREATE INDEX "ticket_list_dissatisfied_idx" ON "ticket" ("registered_at") WHERE "kind" = 'open' AND ("state" = 'dissatisfiedReview' OR "redos" > 0);
CREATE INDEX "ticket_list_requested_idx" ON "ticket" ("requested_at") INCLUDE ("open_request", "deciders", "not_deciders") WHERE "open_request" IS NOT NULL;
CREATE INDEX "ticket_list_silent_idx" ON "ticket" ("last_act_at") INCLUDE ("lead_path", "task_units", "accused_unit") WHERE
  "state" IN ('registered', 'pendingDispatch', 'consulting', 'dispatched', 'inProgress', 'adjudication', 'replied', 'callbackPending', 'dissatisfiedReview');
CREATE INDEX "ticket_list_level_idx" ON "ticket" ("level", "registered_at") WHERE "level" > 0;
CREATE INDEX "ticket_list_handler_idx" ON "ticket" ("handler", "registered_at") WHERE "handler" IS NOT NULL;
-- A state says what kind it is. Unless told so, the planner takes the two for independent and open tickets for a fraction of what they are.
CREATE STATISTICS "ticket_kind_of_state" (dependencies, mcv) ON "kind", "state" FROM "ticket";
-- What the stages of the last month took.
CREATE INDEX "ticket_clock_done_idx" ON "ticket_clock" ("satisfied_at") WHERE "state" = 'satisfied' AND "key" IN ('acknowledge', 'contact', 'handle', 'callback');
