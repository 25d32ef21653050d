-- Which events keep the redacted text that a person confirmed, and the address as it was corrected; null: as it was registered.
ALTER TABLE "ticket" ADD COLUMN "redaction_seq" INTEGER, ADD COLUMN "address_seq" INTEGER;
