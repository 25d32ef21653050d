-- Which keys each process knows, by their ids: a key seals only when all who might have to open it have read it.
CREATE TABLE "key_ring_reader" (
    "id" UUID NOT NULL,
    "process" TEXT NOT NULL,
    "keys" TEXT[] NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "key_ring_reader_pkey" PRIMARY KEY ("id")
);
