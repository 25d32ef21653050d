import { api, ask } from '../api/client.js';

export interface Credentials {
  readonly signInName: string;
  readonly password: string;
  readonly newPassword?: string;
  readonly code?: string;
  readonly position?: string;
}

export async function signIn(body: Credentials): Promise<void> {
  await ask(api.POST('/api/v1/session', { body }));
}

export async function signOut(): Promise<void> {
  await ask(api.DELETE('/api/v1/session'));
}

export async function signInToDemo(role: string, unit: string | null): Promise<void> {
  await ask(api.POST('/api/v1/demo/session', { body: { role: role as never, unit } }));
}
