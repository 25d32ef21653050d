ALTER TABLE "attachment" ADD COLUMN "scan_again_at" TIMESTAMPTZ(3);
CREATE INDEX "attachment_scan_again_at_idx" ON "attachment" ("scan_again_at");
