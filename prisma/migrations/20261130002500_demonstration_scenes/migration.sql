-- Which scenes of the demonstration city are written, so that each is written once.
CREATE TABLE "demonstration_scene" (
    "key" TEXT NOT NULL,
    "tickets" INTEGER NOT NULL,
    "of" INTEGER NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "demonstration_scene_pkey" PRIMARY KEY ("key")
);
