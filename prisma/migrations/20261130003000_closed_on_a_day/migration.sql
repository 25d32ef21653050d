-- How many were closed on a day: each closing begins the time for reopening.
-- Allowed: whoever writes a step waits while it is built; 1 s per million rows, of which few are clocks of this kind.
CREATE INDEX "ticket_clock_closed_idx" ON "ticket_clock" ("started_at") INCLUDE ("ticket_id") WHERE "key" = 'reopenWindow';
