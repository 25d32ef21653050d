-- How far the ticket keeps to itself who asked. Null: written before that was known to the ticket; then `publishable` tells.
ALTER TABLE "ticket" ADD COLUMN "protection" TEXT;
