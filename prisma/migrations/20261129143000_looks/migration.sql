-- Who was shown what of which ticket. Rows are added and never changed; blocks link them in the order of their ids.
CREATE TABLE "look" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_role" TEXT NOT NULL,
    "actor_unit" TEXT,
    "by_key" TEXT,
    "session" TEXT,
    "address" TEXT,
    "ticket_id" UUID,
    "guarded" BOOLEAN NOT NULL,
    "how" TEXT NOT NULL,
    "fields" TEXT[] NOT NULL,
    "masked" TEXT[] NOT NULL,
    "purpose" TEXT,
    "weight" INTEGER NOT NULL,
    "tag" BYTEA NOT NULL,

    CONSTRAINT "look_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "look_ticket_id_id_idx" ON "look" ("ticket_id", "id");
CREATE INDEX "look_actor_id_id_idx" ON "look" ("actor_id", "id");
CREATE INDEX "look_views_idx" ON "look" ("actor_id", "at") INCLUDE ("weight") WHERE "weight" > 0;

CREATE TABLE "look_block" (
    "day" DATE NOT NULL,
    "number" INTEGER NOT NULL,
    "looks" BIGINT[] NOT NULL,
    "marks" BYTEA NOT NULL,
    "last_id" BIGINT NOT NULL,
    "previous" BYTEA NOT NULL,
    "head" BYTEA NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "look_block_pkey" PRIMARY KEY ("day", "number")
);
CREATE UNIQUE INDEX "look_block_last_id_key" ON "look_block" ("last_id");

-- Who was told that somebody looks at too much; one for each person and window.
CREATE TABLE "look_alert" (
    "id" BIGSERIAL NOT NULL,
    "actor_id" TEXT NOT NULL,
    "span" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "views" INTEGER NOT NULL,

    CONSTRAINT "look_alert_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "look_alert_actor_id_span_since_key" ON "look_alert" ("actor_id", "span", "since");

CREATE FUNCTION "look_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % are added, and never changed or removed.', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "look_is_kept" BEFORE UPDATE OR DELETE OR TRUNCATE ON "look"
  FOR EACH STATEMENT EXECUTE FUNCTION "look_is_kept"();
CREATE TRIGGER "look_block_is_kept" BEFORE UPDATE OR DELETE OR TRUNCATE ON "look_block"
  FOR EACH STATEMENT EXECUTE FUNCTION "look_is_kept"();
CREATE TRIGGER "look_alert_is_kept" BEFORE UPDATE OR DELETE OR TRUNCATE ON "look_alert"
  FOR EACH STATEMENT EXECUTE FUNCTION "look_is_kept"();

-- Whoever was given all rights on later tables has these two on them: to add, and to read.
DO $$
DECLARE given record;
BEGIN
  FOR given IN
    SELECT DISTINCT table_name, grantee FROM information_schema.role_table_grants
    WHERE table_schema = 'public' AND table_name IN ('look', 'look_block', 'look_alert') AND grantee <> current_user
      AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM %s', given.table_name,
      CASE given.grantee WHEN 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(given.grantee) END);
  END LOOP;
END $$;
