-- The number that leads to the citizen, where a disclosure was granted with one. Nothing is rewritten.
ALTER TABLE "disclosure" ADD COLUMN "relay_sealed" BYTEA;
