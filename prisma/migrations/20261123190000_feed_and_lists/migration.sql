-- AlterTable
ALTER TABLE "ticket" ADD COLUMN "hop" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "disputes" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "redos" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "solved" TEXT,
ADD COLUMN "satisfied" INTEGER,
ADD COLUMN "open_request" TEXT,
ADD COLUMN "deciders" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "last_act_at" TIMESTAMPTZ(3),
ADD COLUMN "area_path" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "ticket_event" ADD COLUMN "changes" JSONB,
ADD COLUMN "units" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "feed_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
ADD COLUMN "feed_id" BIGSERIAL NOT NULL;

-- AlterTable
ALTER TABLE "ticket_clock" ADD COLUMN "ref" TEXT,
ADD COLUMN "unit_id" TEXT,
ADD COLUMN "unit_path" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateIndex
CREATE INDEX "ticket_event_feed_xid_feed_id_idx" ON "ticket_event"("feed_xid", "feed_id");

-- What earlier rows lack is in the snapshot. Requests and clocks of open tickets follow with their next step.
UPDATE "ticket" SET
  "hop" = COALESCE(("snapshot"->>'hop')::int, 0),
  "disputes" = COALESCE(("snapshot"->>'disputes')::int, 0),
  "redos" = COALESCE(("snapshot"->>'redos')::int, 0),
  "solved" = "snapshot"->>'solved',
  "satisfied" = ("snapshot"->>'satisfied')::int,
  "last_act_at" = (SELECT max(e."at") FROM "ticket_event" e WHERE e."ticket_id" = "ticket"."id" AND e."actor_role" <> 'clock');
UPDATE "ticket_event" e SET "units" = t."lead_path" || t."task_units" FROM "ticket" t WHERE t."id" = e."ticket_id";
UPDATE "ticket_clock" c SET "unit_id" = t."lead_unit", "unit_path" = t."lead_path" FROM "ticket" t WHERE t."id" = c."ticket_id";
