-- AlterTable
ALTER TABLE "ticket" ADD COLUMN "publishable" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "open311_service" (
    "class_code" TEXT NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "open311_service_pkey" PRIMARY KEY ("class_code")
);

-- CreateTable
CREATE TABLE "open311_changeset" (
    "fingerprint" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "open311_changeset_pkey" PRIMARY KEY ("fingerprint")
);
