-- Since when something that the citizen of a protected ticket said later waits for a person's yes.
ALTER TABLE "ticket" ADD COLUMN "unreleased_since" TIMESTAMPTZ(3);
-- Allowed: whoever writes a step waits while it is built; 1 s per million rows, of which none is in it yet.
CREATE INDEX "ticket_list_unreleased_idx" ON "ticket" ("unreleased_since") WHERE "kind" = 'open' AND "unreleased_since" IS NOT NULL;
