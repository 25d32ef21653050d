-- What a second person says of a decline that was drawn.
CREATE TABLE "decline_check" (
    "ticket_id" UUID NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT,
    "checked_by" JSONB NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "decline_check_pkey" PRIMARY KEY ("ticket_id"),
    CONSTRAINT "decline_check_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
