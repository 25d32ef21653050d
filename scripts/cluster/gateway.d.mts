/**
 * The Caddyfile of docker-compose.yml where it has no compose network: it listens on this port of loopback, and looks
 * for `api` there.
 */
export function onLoopback(
  shipped: string,
  ports: { readonly port: number; readonly apiPort: number; readonly namesPort: number },
): string;
