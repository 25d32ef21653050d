-- Scenes are few among the entries, and are asked which of them lead to one that changed.
CREATE INDEX "knowledge_version_scene_idx" ON "knowledge_version" ("entry_id", "version") WHERE jsonb_typeof("content"->'scene') = 'object';
