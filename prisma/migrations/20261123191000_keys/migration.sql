-- AlterTable
ALTER TABLE "api_key" ADD COLUMN "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "allowed_addresses" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "last_used_at" TIMESTAMPTZ(3),
ADD COLUMN "created_by" TEXT;
