-- What became of the calendar since; open tickets are told once every process knows it.
CREATE TABLE "calendar_revision" (
    "id" BIGSERIAL NOT NULL,
    "from_year" INTEGER NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_revision_pkey" PRIMARY KEY ("id")
);
