/** What migrations after the last released one do that the program before would not survive, or would wait for. */
export function faultsOf(
  migrations: readonly { readonly name: string; readonly sql: string }[],
  lastMigration: string,
): string[];
