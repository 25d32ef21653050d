-- Where places lie, for the map of the board: outlines alone, as GeoJSON.
CREATE TABLE "unit_outline" (
    "unit_id" TEXT NOT NULL,
    "outline" JSONB NOT NULL,

    CONSTRAINT "unit_outline_pkey" PRIMARY KEY ("unit_id")
);
