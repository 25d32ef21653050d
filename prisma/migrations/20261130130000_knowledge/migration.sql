-- Entries of the knowledge base, and their versions.
CREATE TABLE "knowledge_entry" (
    "id" UUID NOT NULL,
    "owner_unit" TEXT NOT NULL,
    "class_code" TEXT NOT NULL,
    "newest" INTEGER NOT NULL,
    "served" INTEGER,
    "revision" INTEGER NOT NULL,
    "change" BIGINT NOT NULL,

    CONSTRAINT "knowledge_entry_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "knowledge_entry_change_key" ON "knowledge_entry" ("change");
CREATE INDEX "knowledge_entry_owner_unit_change_idx" ON "knowledge_entry" ("owner_unit", "change");
CREATE INDEX "knowledge_entry_class_code_change_idx" ON "knowledge_entry" ("class_code", "change");

CREATE TABLE "knowledge_version" (
    "entry_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "written_by" JSONB NOT NULL,
    "approved_by" JSONB,
    "published_by" JSONB,
    "published_at" TIMESTAMPTZ(3),
    "review_by" TIMESTAMPTZ(3),
    "reason" TEXT,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "knowledge_version_pkey" PRIMARY KEY ("entry_id", "version"),
    CONSTRAINT "knowledge_version_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "knowledge_entry" ("id")
      ON DELETE RESTRICT ON UPDATE CASCADE
);

-- What was read out to a citizen can be read for ever, whoever owns the rows.
CREATE FUNCTION "published_stays"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE' OR NEW.content IS DISTINCT FROM OLD.content
    OR NEW.published_at IS DISTINCT FROM OLD.published_at) THEN
    RAISE EXCEPTION 'What was published is never changed or removed.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER "published_stays" BEFORE UPDATE OR DELETE ON "knowledge_version"
  FOR EACH ROW EXECUTE FUNCTION "published_stays"();
