-- A step writes the snapshot whole and whoever reads it reads it whole, so taking it apart is work for nobody. The table is rewritten
-- once.
ALTER TABLE "ticket" ALTER COLUMN "snapshot" SET DATA TYPE JSON;
