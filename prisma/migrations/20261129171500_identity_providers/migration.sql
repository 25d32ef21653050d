-- Who says elsewhere who people are. Nothing here can be shown to sign in with: secrets are sealed, and of who is on the
-- way to a provider there are hashes only.
ALTER TABLE "person_position" ADD COLUMN "provider_id" TEXT;
ALTER TABLE "session" ADD COLUMN "provider_id" TEXT;

CREATE TABLE "identity_provider" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "secret_sealed" BYTEA,
    "algorithm" TEXT NOT NULL,
    "scopes" TEXT[],
    "user_info" BOOLEAN NOT NULL,
    "just_in_time" BOOLEAN NOT NULL,
    "factor_methods" TEXT[],
    "factor_classes" TEXT[],
    "enabled" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "identity_provider_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "claim_position" (
    "provider_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "claim" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "unit_id" TEXT,

    CONSTRAINT "claim_position_pkey" PRIMARY KEY ("provider_id","ordinal")
);
ALTER TABLE "claim_position" ADD CONSTRAINT "claim_position_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "identity_provider"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "person_identity" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,
    "linked_by" TEXT,
    "last_signed_in_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_identity_pkey" PRIMARY KEY ("issuer","subject")
);
CREATE INDEX "person_identity_person_id_idx" ON "person_identity"("person_id");

CREATE TABLE "provider_visit" (
    "state_hash" BYTEA NOT NULL,
    "browser_hash" BYTEA NOT NULL,
    "provider_id" TEXT NOT NULL,
    "next" TEXT NOT NULL,
    "anew" BOOLEAN NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "provider_visit_pkey" PRIMARY KEY ("state_hash")
);
CREATE INDEX "provider_visit_expires_at_idx" ON "provider_visit"("expires_at");
