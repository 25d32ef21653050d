-- Two who change a contact must not undo one another: `If-Match` names this.
ALTER TABLE "contact" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
