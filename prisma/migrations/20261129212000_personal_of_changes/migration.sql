-- What of a change is personal stands apart, so that it can be sealed anew; its digest never changes, and no row is removed.
CREATE TABLE "admin_change_personal" (
    "number" BIGINT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "digest" BYTEA NOT NULL,

    CONSTRAINT "admin_change_personal_pkey" PRIMARY KEY ("number")
);
CREATE FUNCTION "admin_change_personal_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW."number", NEW."digest") IS DISTINCT FROM (OLD."number", OLD."digest") THEN
    RAISE EXCEPTION 'What a change says of people is sealed anew, and never changed or removed.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "admin_change_personal_is_the_same" BEFORE UPDATE ON "admin_change_personal"
  FOR EACH ROW EXECUTE FUNCTION "admin_change_personal_is_kept"();
CREATE TRIGGER "admin_change_personal_is_kept" BEFORE DELETE OR TRUNCATE ON "admin_change_personal"
  FOR EACH STATEMENT EXECUTE FUNCTION "look_is_kept"();
