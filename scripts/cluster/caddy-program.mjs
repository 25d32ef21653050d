import { obtainPrograms } from './go-programs.mjs';

/** Of the minor version that docker-compose.yml names. */
const CADDY = {
  what: 'Caddy',
  cache: 'caddy',
  module: 'github.com/caddyserver/caddy/v2',
  version: '2.11.9',
  otherwise: 'name the program with --caddy',
  programs: { caddy: { onPath: 'caddy', package: 'cmd/caddy', built: 'caddy' } },
};

export const obtainCaddy = async (product, caddy, say) => (await obtainPrograms(product, CADDY, { caddy }, say)).caddy;
