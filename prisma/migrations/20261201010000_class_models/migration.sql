-- What was learnt from the city's own tickets: what a text is about.
CREATE TABLE "class_model" (
    "version" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "artifact" TEXT,
    "texts" INTEGER NOT NULL,
    "tickets" INTEGER NOT NULL,
    "quality" JSONB NOT NULL,
    "learnt_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "class_model_pkey" PRIMARY KEY ("version")
);

-- What became of a suggestion at intake: codes only, no word of a ticket and no ticket.
CREATE TABLE "suggestion_choice" (
    "suggestion" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "choice" TEXT NOT NULL,
    "value" TEXT,
    "channel" TEXT,
    "model" INTEGER,
    "class_code" TEXT,
    "confidence" DOUBLE PRECISION,
    "chosen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "suggestion_choice_pkey" PRIMARY KEY ("suggestion", "field")
);
CREATE INDEX "suggestion_choice_chosen_at_idx" ON "suggestion_choice" ("chosen_at");
