-- Searches that an account keeps, under names of its own; what is searched for may be personal, so both are sealed.
CREATE TABLE "saved_view" (
    "id" UUID NOT NULL,
    "holder" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "words_sealed" BYTEA NOT NULL,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "saved_view_holder_place_idx" ON "saved_view" ("holder", "place");

-- How an account wants its screens.
CREATE TABLE "preference" (
    "holder" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "preference_pkey" PRIMARY KEY ("holder")
);
