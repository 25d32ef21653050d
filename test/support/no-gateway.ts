import { majorOf } from './compose.js';
import type { Missing } from './skip.js';

/** Why the shipped gateway cannot be tried here. */
export async function noGateway(): Promise<Missing> {
  if (process.platform !== 'linux')
    return 'each API needs a loopback address of its own, which only Linux has without more';
  const caddy = await majorOf('caddy');
  return typeof caddy === 'string' ? caddy : undefined;
}
