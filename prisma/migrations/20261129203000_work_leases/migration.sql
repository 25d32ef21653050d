-- Who was given which thing to do, for ten minutes. Several in one table: they are given out one after the other.
CREATE TABLE "work_lease" (
    "ticket_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "clock_id" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "holder_name" TEXT NOT NULL,
    "marks" TEXT[] NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "work_lease_pkey" PRIMARY KEY ("ticket_id", "kind")
);
CREATE INDEX "work_lease_holder_idx" ON "work_lease" ("holder");
