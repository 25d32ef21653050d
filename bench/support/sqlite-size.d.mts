export function sqliteBytes(path: string): number;
