export function objectStoreProgram(root: string): string;
export function obtainObjectStore(root: string): void;
