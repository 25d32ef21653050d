-- A receiver of a contact that says it is gone is not called again.
ALTER TABLE "contact" ADD COLUMN "webhook_gone_at" TIMESTAMPTZ(3);

-- A subscription with nothing to do says from which place on it waits for news, and holds nothing meanwhile.
ALTER TABLE "webhook_subscription" ADD COLUMN "asleep_xid" BIGINT, ADD COLUMN "asleep_id" BIGINT, ADD COLUMN "woken_at" TIMESTAMPTZ(3);
