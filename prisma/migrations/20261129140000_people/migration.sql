-- Who sits at the desk. A key may belong to a person; those that there are stay the keys of machines.
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "sign_in_name" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "person_sign_in_name_key" ON "person"("sign_in_name");

CREATE TABLE "person_position" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "unit_id" TEXT,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_until" TIMESTAMPTZ(3),

    CONSTRAINT "person_position_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "person_position_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "person_position_person_id_idx" ON "person_position"("person_id");

ALTER TABLE "api_key" ADD COLUMN "person_id" UUID;
