import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type Response, type Router } from 'express';
import { projectRoot } from '../../config/paths.js';
import { ApiProblem } from '../http/problem.js';

export const CONSOLE_PATH = '/console';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};
/** Their names hold a hash of what is in them. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const NONCE_BYTES = 16;

/** Nothing comes from anywhere else, and a style that was not made by our own script does not hold. */
const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/**
 * `/console/`: the pages for staff, as they were built into `dist/web`. One page, which asks the API like any other
 * client; whatever lies below the path is that page, which finds its place by the address. The wall is a page of its
 * own, light enough to be left open for days.
 */
export function consolePages(folder: string = join(projectRoot(), 'dist/web')): Router {
  const router = express.Router({ strict: true });
  const page = join(folder, 'index.html');
  // A checkout of which only the program was built has no console, and serves all else.
  if (!existsSync(page)) return router;
  const html = readFileSync(page, 'utf8');
  const wall = readFileSync(join(folder, 'wall.html'), 'utf8');
  const assets = new Set(readdirSync(join(folder, 'assets')));

  router.get(CONSOLE_PATH, (_request, response) => response.redirect(308, `${CONSOLE_PATH}/`));
  router.get(`${CONSOLE_PATH}/assets/:name`, (request, response) => {
    const { name } = request.params;
    const type = MEDIA_TYPES[extname(name)];
    if (type === undefined || !assets.has(name)) throw new ApiProblem('not-found', 'There is nothing at this path.');
    const packed = assets.has(`${name}.gz`) && request.acceptsEncodings('gzip') === 'gzip';
    response.vary('Accept-Encoding').set({ 'Content-Type': type, 'Cache-Control': FOR_EVER });
    if (packed) response.set('Content-Encoding', 'gzip');
    response.sendFile(packed ? `${name}.gz` : name, { root: join(folder, 'assets'), cacheControl: false });
  });
  router.get(`${CONSOLE_PATH}/wall`, (_request, response) => sendPage(response, wall));
  router.get(`${CONSOLE_PATH}/*place`, (_request, response) => sendPage(response, html));
  router.get(`${CONSOLE_PATH}/`, (_request, response) => sendPage(response, html));
  return router;
}

function sendPage(response: Response, html: string): void {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  response
    .set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': policyWith(nonce),
      'Referrer-Policy': 'same-origin',
    })
    .type('html')
    .send(html.replace('{nonce}', nonce));
}
