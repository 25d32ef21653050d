import { access, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { SWC } from '../../../scripts/support/swc.mjs';

/** Hooks of Node's loader: sources import './x.js', which is what they are called once built. */
export async function resolve(specifier, context, next) {
  if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.startsWith('file:')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (await isThere(source)) return { url: source.href, format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  const path = new URL(url);
  if (path.protocol !== 'file:' || !path.pathname.endsWith('.ts')) return next(url, context);
  path.search = '';
  const filename = fileURLToPath(path);
  const { code } = await transform(await readFile(path, 'utf8'), {
    filename,
    swcrc: false,
    sourceMaps: 'inline',
    ...SWC,
  });
  return { format: 'module', source: code, shortCircuit: true };
}

const known = new Map();

function isThere(url) {
  const before = known.get(url.href);
  if (before) return before;
  const found = access(url).then(
    () => true,
    () => false,
  );
  known.set(url.href, found);
  return found;
}
