-- Who asked to be shown what a ticket keeps back, for what, and who granted it. Its ends are instants that are compared when somebody asks.
CREATE TABLE "disclosure" (
    "id" UUID NOT NULL,
    "ticket_id" UUID NOT NULL,
    "fields" TEXT[] NOT NULL,
    "purpose" TEXT NOT NULL,
    "words_sealed" BYTEA NOT NULL,
    "level" TEXT NOT NULL,
    "hop" INTEGER NOT NULL,
    "lead_id" TEXT,
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

    CONSTRAINT "disclosure_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "disclosure_ticket_id_asked_at_idx" ON "disclosure" ("ticket_id", "asked_at");
CREATE INDEX "disclosure_asked_by_holds_until_idx" ON "disclosure" ("asked_by", "holds_until");
