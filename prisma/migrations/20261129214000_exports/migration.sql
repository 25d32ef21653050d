-- Who asked for what to be exported, who granted it, how far it is made, and until when its file is kept. Its ends are instants that are compared; who makes the file holds a lease.
CREATE TABLE "export_job" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "question_sealed" BYTEA NOT NULL,
    "body_hash" TEXT NOT NULL,
    "because" TEXT[] NOT NULL,
    "expected" INTEGER NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_by" TEXT NOT NULL,
    "asked_role" TEXT NOT NULL,
    "asked_unit" TEXT,
    "decide_until" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "decided_role" TEXT,
    "decided_unit" TEXT,
    "granted" BOOLEAN,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "file" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "made_at" TIMESTAMPTZ(3),
    "file_key" BYTEA,
    "bytes" INTEGER,
    "list_bytes" INTEGER,
    "kept_until" TIMESTAMPTZ(3),
    "link_hash" BYTEA,
    "link_until" TIMESTAMPTZ(3),
    "downloads" INTEGER NOT NULL DEFAULT 0,
    "downloaded_at" TIMESTAMPTZ(3),

    CONSTRAINT "export_job_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "export_job_asked_at_idx" ON "export_job" ("asked_at");
CREATE INDEX "export_job_asked_by_asked_at_idx" ON "export_job" ("asked_by", "asked_at");
CREATE INDEX "export_job_undone_idx" ON "export_job" ("asked_at") WHERE "granted" AND "failure" IS NULL AND "kept_until" IS NULL AND "withdrawn_at" IS NULL;
CREATE INDEX "export_job_file_idx" ON "export_job" ("asked_at") WHERE "file" IS NOT NULL;
