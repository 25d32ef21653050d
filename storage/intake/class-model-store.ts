import type pg from 'pg';
import type { ModelQuality } from '../../domain/intake/class-model-check.js';
import type { ClassModelFile } from '../../domain/intake/class-model.js';
import { instant, int, jsonb, orNull, text } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

export interface ModelFacts {
  readonly version: number;
  /** SHA-256 of the artifact, in hexadecimal digits. */
  readonly hash: string;
  readonly texts: number;
  /** Of the texts. */
  readonly tickets: number;
  readonly quality: ModelQuality;
  readonly learntAt: Date;
}

export interface ClassModelStore {
  /** `null`: none was learnt yet. */
  newest(): Promise<ModelFacts | null>;
  /** `null`: there is no such version, or it was long ago. */
  artifact(version: number): Promise<ClassModelFile | null>;
  /** As the next version, which is served from then on. Answers `false` when somebody else was quicker. */
  keep(artifact: string, facts: ModelFacts): Promise<boolean>;
}

/** Older ones are only told of. */
const KEPT_WHOLE = 10;

const NEWEST = statement(
  'SELECT version, hash, texts, tickets, quality, learnt_at FROM class_model ORDER BY version DESC LIMIT 1',
  {
    name: 'newest-class-model',
    gives: { version: int, hash: text, texts: int, tickets: int, quality: jsonb<ModelQuality>(), learnt_at: instant },
  },
);
const ARTIFACT = statement('SELECT artifact FROM class_model WHERE version = $1::int', {
  takes: [int],
  gives: { artifact: orNull(text) },
});
const KEEP = statement(
  `INSERT INTO class_model (version, hash, artifact, texts, tickets, quality, learnt_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (version) DO NOTHING`,
  { takes: [int, text, text, int, int, jsonb<ModelQuality>(), instant] },
);
const LET_GO = statement('UPDATE class_model SET artifact = NULL WHERE version <= $1::int AND artifact IS NOT NULL', {
  takes: [int],
});

export function createClassModelStore(pool: pg.Pool): ClassModelStore {
  return {
    async newest() {
      const [row] = await NEWEST.rows(pool, []);
      if (!row) return null;
      const { learnt_at: learntAt, ...same } = row;
      return { ...same, learntAt };
    },

    async artifact(version) {
      const [row] = await ARTIFACT.rows(pool, [version]);
      return row?.artifact == null ? null : (JSON.parse(row.artifact) as ClassModelFile);
    },

    async keep(artifact, { version, hash, texts, tickets, quality, learntAt }) {
      const values = [version, hash, artifact, texts, tickets, JSON.stringify(quality), learntAt] as const;
      if ((await KEEP.run(pool, values)) === 0) return false;
      await LET_GO.run(pool, [version - KEPT_WHOLE]);
      return true;
    },
  };
}
