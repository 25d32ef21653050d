-- Who asked that a ticket be erased, why, and who decided it. Its end is an instant that is compared when somebody asks.
CREATE TABLE "erasure_request" (
    "id" UUID NOT NULL,
    "ticket_id" UUID NOT NULL,
    "basis" TEXT NOT NULL,
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
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasure_request_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "erasure_request_ticket_id_asked_at_idx" ON "erasure_request" ("ticket_id", "asked_at");
-- Granted, and a process died before it was carried out.
CREATE INDEX "erasure_request_undone_idx" ON "erasure_request" ("decided_at") WHERE "granted" AND "done_at" IS NULL AND "withdrawn_at" IS NULL;

-- That a ticket must be kept. What was lifted stays, so that it can be told who kept it and why.
CREATE TABLE "legal_hold" (
    "id" UUID NOT NULL,
    "ticket_id" UUID NOT NULL,
    "basis" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "set_by" TEXT NOT NULL,
    "set_role" TEXT NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by" TEXT,

    CONSTRAINT "legal_hold_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "legal_hold_ticket_id_key" ON "legal_hold" ("ticket_id") WHERE "lifted_at" IS NULL;

-- The erasure list: which tickets were erased. Rows are added and never changed, and written to a second place too.
CREATE TABLE "erasure" (
    "number" BIGSERIAL NOT NULL,
    "ticket_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "basis" TEXT NOT NULL,

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("number")
);
CREATE UNIQUE INDEX "erasure_ticket_id_key" ON "erasure" ("ticket_id");
CREATE TRIGGER "erasure_is_kept" BEFORE UPDATE OR DELETE OR TRUNCATE ON "erasure"
  FOR EACH STATEMENT EXECUTE FUNCTION "look_is_kept"();

-- What is still to be removed of an erased ticket outside this database: histories of its workflow, files.
CREATE TABLE "erasure_rest" (
    "ticket_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erasure_rest_pkey" PRIMARY KEY ("ticket_id")
);

-- For how many years after its end a ticket of this class, or of one below it, is kept; the class '' is all others.
CREATE TABLE "retention_rule" (
    "class_code" TEXT NOT NULL,
    "years" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retention_rule_pkey" PRIMARY KEY ("class_code")
);
