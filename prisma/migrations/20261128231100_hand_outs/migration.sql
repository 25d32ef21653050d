-- Which key was shown the citizen's links and query code of which ticket: with them anybody rates and appeals in the citizen's name.
CREATE TABLE "hand_out" (
    "account_id" TEXT NOT NULL,
    "ticket_id" UUID NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "times" INTEGER NOT NULL,

    CONSTRAINT "hand_out_pkey" PRIMARY KEY ("account_id", "ticket_id")
);
CREATE INDEX "hand_out_ticket_id_idx" ON "hand_out"("ticket_id");
