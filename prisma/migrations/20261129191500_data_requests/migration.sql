-- Who asked that a person be given what is kept of them, of which tickets, and who granted it. Its ends are instants that are compared when somebody asks.
CREATE TABLE "data_request" (
    "id" UUID NOT NULL,
    "tickets" UUID[] NOT NULL,
    "same_telephone" UUID[] NOT NULL,
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
    "download_until" TIMESTAMPTZ(3),
    "downloaded_at" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" TEXT,

    CONSTRAINT "data_request_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "data_request_asked_at_idx" ON "data_request" ("asked_at");
CREATE INDEX "data_request_asked_by_asked_at_idx" ON "data_request" ("asked_by", "asked_at");
