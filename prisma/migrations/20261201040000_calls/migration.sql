-- Who rings the hotline: what telephone platforms say of calls, who was missed, and who was asked to be marked.
CREATE TABLE "caller" (
    "id" UUID NOT NULL,
    "mark" TEXT NOT NULL,
    "number_sealed" BYTEA NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "caller_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "caller_mark_key" ON "caller" ("mark");
CREATE INDEX "caller_seen_at_idx" ON "caller" ("seen_at");

CREATE TABLE "call_agent" (
    "agent" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "call_agent_pkey" PRIMARY KEY ("agent")
);

CREATE TABLE "missed_call" (
    "id" UUID NOT NULL,
    "caller_id" UUID NOT NULL,
    "times" INTEGER NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_by" TEXT,
    "claimed_until" TIMESTAMPTZ(3),
    "told" BOOLEAN NOT NULL DEFAULT FALSE,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    "outcome" TEXT,

    CONSTRAINT "missed_call_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "missed_call_caller_id_fkey" FOREIGN KEY ("caller_id") REFERENCES "caller" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- One of each person, however often they rang.
CREATE UNIQUE INDEX "missed_call_open_key" ON "missed_call" ("caller_id") WHERE "ended_at" IS NULL;
CREATE INDEX "missed_call_due_idx" ON "missed_call" ("due_at", "id") WHERE "ended_at" IS NULL;
CREATE INDEX "missed_call_ended_at_idx" ON "missed_call" ("ended_at" DESC, "id" DESC);
CREATE INDEX "missed_call_caller_id_idx" ON "missed_call" ("caller_id");

CREATE TABLE "call" (
    "id" TEXT NOT NULL,
    "caller_id" UUID,
    "missed_id" UUID,
    "recording_sealed" BYTEA,
    "state" TEXT NOT NULL,
    "agent" TEXT,
    "account_id" TEXT,
    "accounts" TEXT[] NOT NULL DEFAULT '{}',
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "call_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "call_caller_id_fkey" FOREIGN KEY ("caller_id") REFERENCES "caller" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "call_missed_id_fkey" FOREIGN KEY ("missed_id") REFERENCES "missed_call" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "call_live_idx" ON "call" ("began_at") WHERE "ended_at" IS NULL;
CREATE INDEX "call_account_id_idx" ON "call" ("account_id", "began_at" DESC);
CREATE INDEX "call_caller_id_idx" ON "call" ("caller_id", "answered_at");
CREATE INDEX "call_missed_id_idx" ON "call" ("missed_id");
CREATE INDEX "call_began_at_idx" ON "call" ("began_at");

CREATE TABLE "call_event" (
    "call_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    -- Empty: at nobody's line.
    "agent" TEXT NOT NULL,
    "account_id" TEXT,

    CONSTRAINT "call_event_pkey" PRIMARY KEY ("call_id", "event", "at", "agent"),
    CONSTRAINT "call_event_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "ticket_call" (
    "ticket_id" UUID NOT NULL,
    "call_id" TEXT NOT NULL,
    "kept_by" TEXT NOT NULL,
    "kept_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ticket_call_pkey" PRIMARY KEY ("ticket_id", "call_id"),
    CONSTRAINT "ticket_call_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "ticket_call_call_id_idx" ON "ticket_call" ("call_id");
