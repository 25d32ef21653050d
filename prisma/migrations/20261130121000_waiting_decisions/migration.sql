-- What waits for somebody's yes, soonest to lapse first. Few rows ever do; each index holds those alone.
CREATE INDEX "disclosure_waiting_idx" ON "disclosure" ("decide_until") WHERE "granted" IS NULL AND "withdrawn_at" IS NULL;
CREATE INDEX "erasure_request_waiting_idx" ON "erasure_request" ("decide_until") WHERE "granted" IS NULL AND "withdrawn_at" IS NULL;
CREATE INDEX "data_request_waiting_idx" ON "data_request" ("decide_until") WHERE "granted" IS NULL AND "withdrawn_at" IS NULL;
CREATE INDEX "export_job_waiting_idx" ON "export_job" ("decide_until") WHERE "granted" IS NULL AND "withdrawn_at" IS NULL;
