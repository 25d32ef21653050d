/** The little of WebAssembly that `migrate.ts` uses; the DOM library that declares it does not belong on a server. */
declare namespace WebAssembly {
  type ImportValue = unknown;
  type Exports = Record<string, unknown>;
  function instantiate(
    bytes: Uint8Array,
    imports: Record<string, Record<string, ImportValue>>,
  ): Promise<{ instance: { exports: Exports } }>;
}
