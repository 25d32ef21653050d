import { existsSync } from 'node:fs';
import type { Missing } from '../skip.js';

const KNOWN = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/google-chrome',
];

/** As root in a container it runs without its sandbox; and it asks nobody for anything. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export function chromiumProgram(): string | undefined {
  const named = process.env['HUIYING_CHROMIUM'];
  return (named === undefined ? KNOWN : [named]).find((path) => existsSync(path));
}

export const missingChromium: Missing =
  chromiumProgram() === undefined
    ? 'there is no Chromium: install the package chromium, or name the program in HUIYING_CHROMIUM'
    : undefined;
