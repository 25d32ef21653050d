-- That somebody calls to do harm: asked by one person and decided by another, for a time.
CREATE TABLE "caller_flag" (
    "id" UUID NOT NULL,
    "caller_id" UUID NOT NULL,
    "words_sealed" BYTEA NOT NULL,
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
    "holds_until" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" TEXT,

    CONSTRAINT "caller_flag_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "caller_flag_caller_id_fkey" FOREIGN KEY ("caller_id") REFERENCES "caller" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "caller_flag_caller_id_idx" ON "caller_flag" ("caller_id");
CREATE INDEX "caller_flag_asked_at_idx" ON "caller_flag" ("asked_at" DESC, "id" DESC);
