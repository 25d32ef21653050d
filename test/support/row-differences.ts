type Query = (text: string) => Promise<Record<string, unknown>[]>;

/** Copies these tables, for `rowDifferences` to compare them with what becomes of them. */
export async function setAside(query: Query, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    await query(`DROP TABLE IF EXISTS kept_${table}`);
    await query(`CREATE TABLE kept_${table} AS TABLE ${table}`);
  }
}

/** Rows that these tables lack by now, or have besides; as jsonb, for json has no equality of its own. */
export async function rowDifferences(query: Query, tables: readonly string[]): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for (const table of tables) {
    const rows = await query(
      `WITH kept AS (SELECT to_jsonb(k) AS row FROM kept_${table} k), made AS (SELECT to_jsonb(m) AS row FROM ${table} m)
       (SELECT 'lacks' AS what, row FROM (TABLE kept EXCEPT TABLE made) l)
       UNION ALL (SELECT 'adds' AS what, row FROM (TABLE made EXCEPT TABLE kept) a)`,
    );
    found.push(...rows.map((row) => ({ table, ...row })));
  }
  return found;
}
