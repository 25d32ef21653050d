export interface Release {
  readonly commit: string;
  readonly lastMigration: string;
}
export function lastRelease(root: string): Release;
/** Why it cannot be made here; `null`: it can, or is there. */
export function whyNoRelease(root: string): string | null;
/** The folder in which it lies built. */
export function obtainRelease(root: string, cacheDir: string): string;
