-- A citizen's links and query code are of a generation of the ticket's; withdrawing them begins the next one.
ALTER TABLE "ticket" ADD COLUMN "link_generation" INTEGER NOT NULL DEFAULT 0;

CREATE TABLE "link_withdrawal" (
    "ticket_id" UUID NOT NULL,
    "generation" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_role" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "link_withdrawal_pkey" PRIMARY KEY ("ticket_id", "generation")
);
