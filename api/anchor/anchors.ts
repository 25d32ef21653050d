import type { Keys } from '../../config/key-ring.js';
import type { Database } from '../../storage/postgres/database.js';
import { createAnchorFiles } from '../../storage/anchor/anchor-files.js';
import { createAnchoring, type Anchoring } from '../../storage/anchor/anchoring.js';
import { createAnchorSeals } from '../../storage/anchor/anchor-seals.js';
import { checkSome, type ChainsChecked } from '../../storage/anchor/chain-check.js';
import { createChainRows } from '../../storage/anchor/chain-rows.js';
import { createReconcileStore } from '../../storage/reconcile/reconcile-store.js';

/** So few that nobody notices; in a day it is some thousands. */
const TICKETS_A_TURN = 25;

/** What writes anchors to this folder, and holds some tickets against them. */
export function createAnchors(
  pool: Database['pool'],
  keys: Keys,
  folder: string,
): { readonly anchoring: Anchoring; check(): Promise<ChainsChecked> } {
  const seals = createAnchorSeals(keys);
  const files = createAnchorFiles(folder, seals);
  const deps = { rows: createChainRows(pool), store: createReconcileStore(pool), seals };
  return {
    anchoring: createAnchoring(deps.rows, files, seals),
    check: () => checkSome(deps, files, Math.random, TICKETS_A_TURN),
  };
}
