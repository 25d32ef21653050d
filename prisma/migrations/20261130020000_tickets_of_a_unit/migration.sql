-- The tickets of a unit and of all below it, in the order in which they were registered: a search that asks for no
-- others walks along them. The place of a unit in the path of the lead is its depth in the tree; under the root lie
-- departments and districts, under a district townships, and few tickets are led from below these.
-- Allowed: whoever writes a ticket waits while they are built; 29 s per million rows, all five together, on two cores
-- that were busy with much else. A city that has so many builds them before, with CONCURRENTLY (docs/operations.md).
CREATE INDEX IF NOT EXISTS "ticket_lead_2_idx" ON "ticket" (("lead_path"[2]), "registered_at", "id");
-- Allowed: of the same, 8 s per million rows.
CREATE INDEX IF NOT EXISTS "ticket_lead_3_idx" ON "ticket" (("lead_path"[3]), "registered_at", "id") WHERE "lead_path"[3] IS NOT NULL;
-- Allowed: of the same, 3 s per million rows.
CREATE INDEX IF NOT EXISTS "ticket_lead_4_idx" ON "ticket" (("lead_path"[4]), "registered_at", "id") WHERE "lead_path"[4] IS NOT NULL;
-- Allowed: of the same, 3 s per million rows.
CREATE INDEX IF NOT EXISTS "ticket_lead_5_idx" ON "ticket" (("lead_path"[5]), "registered_at", "id") WHERE "lead_path"[5] IS NOT NULL;
-- Allowed: of the same, 2 s per million rows.
CREATE INDEX IF NOT EXISTS "ticket_lead_deeper_idx" ON "ticket" ("registered_at", "id") WHERE cardinality("lead_path") > 5;
