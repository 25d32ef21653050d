-- What is owed, by unit and by kind, soonest first. Clocks that have stopped for good are most of the table and none of the question.
CREATE INDEX "ticket_clock_live_unit_idx" ON "ticket_clock"("unit_id", "due_at") WHERE "state" IN ('running', 'paused', 'held');
CREATE INDEX "ticket_clock_live_key_idx" ON "ticket_clock"("key", "due_at") WHERE "state" IN ('running', 'paused', 'held');
-- The open tickets of a unit, from which its clocks are found.
CREATE INDEX "ticket_open_lead_idx" ON "ticket"("lead_unit") WHERE "kind" = 'open';
