-- What administrators changed: who, what, before and after. Rows are added and never changed; each goes on from the one before it.
CREATE TABLE "admin_change" (
    "number" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT,
    "actor_role" TEXT,
    "actor_unit" TEXT,
    "position" TEXT,
    "by_key" TEXT,
    "session" TEXT,
    "address" TEXT,
    "noun" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,
    "personal_sealed" BYTEA,
    "version" INTEGER,
    "request_key" TEXT,
    "undoes" BIGINT,
    "tag" BYTEA NOT NULL,

    CONSTRAINT "admin_change_pkey" PRIMARY KEY ("number")
);
CREATE INDEX "admin_change_noun_subject_number_idx" ON "admin_change" ("noun", "subject", "number");
CREATE INDEX "admin_change_actor_id_number_idx" ON "admin_change" ("actor_id", "number");
CREATE UNIQUE INDEX "admin_change_undoes_key" ON "admin_change" ("undoes");

CREATE TRIGGER "admin_change_is_kept" BEFORE UPDATE OR DELETE OR TRUNCATE ON "admin_change"
  FOR EACH STATEMENT EXECUTE FUNCTION "look_is_kept"();

-- Wordings of notices, version after version; the last one of a set holds.
CREATE TABLE "notice_wording" (
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "data" JSONB NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notice_wording_pkey" PRIMARY KEY ("code", "version")
);

-- Whoever was given all rights on later tables has these two on the trail: to add, and to read.
DO $$
DECLARE given record;
BEGIN
  FOR given IN
    SELECT DISTINCT table_name, grantee FROM information_schema.role_table_grants
    WHERE table_schema = 'public' AND table_name = 'admin_change' AND grantee <> current_user
      AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM %s', given.table_name,
      CASE given.grantee WHEN 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(given.grantee) END);
  END LOOP;
END $$;

-- What administrators look after counts its changes. A unit that is closed stays where it was, and names who goes on with its matters;
-- what a unit once stood under is remembered.
ALTER TABLE "unit" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "unit" ADD COLUMN "closed_at" TIMESTAMPTZ(3);
ALTER TABLE "unit" ADD COLUMN "successor_id" TEXT;
ALTER TABLE "unit" ADD COLUMN "former_above" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "ticket_class" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "calendar_year" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "office_hours" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "policy_assignment" ADD COLUMN "version_number" INTEGER NOT NULL DEFAULT 1;
