/**
 * Finds links in the documentation that lead nowhere: a missing file, or a heading that is not in it.
 * Looks only at this repository; addresses on the web are left alone.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const SKIPPED = new Set(['node_modules', 'dist', 'coverage', '.git', '.huiying']);
const INLINE_LINK = /!?\[(?:[^\]\\]|\\.)*\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/g;
const REFERENCE = /^\s{0,3}\[[^\]^]+\]:\s*<?(\S+?)>?(?:\s|$)/gm;
const HTML_LINK = /<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)="([^"]+)"/gi;

const documents = markdownIn(root);
const dead = documents.flatMap((path) =>
  linksIn(readFileSync(path, 'utf8')).flatMap(({ target, line }) => {
    const problem = problemWith(target, path);
    return problem ? [`${relative(root, path)}:${line} ${target}: ${problem}`] : [];
  }),
);
for (const line of dead) console.error(line);
console.log(`${documents.length} documents, ${dead.length} dead links`);
process.exit(dead.length === 0 ? 0 : 1);

function markdownIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

function linksIn(text) {
  const prose = withoutCode(text);
  return [INLINE_LINK, REFERENCE, HTML_LINK].flatMap((pattern) =>
    [...prose.matchAll(pattern)].map((match) => ({
      target: match[1],
      line: prose.slice(0, match.index).split('\n').length,
    })),
  );
}

/** Blanks out code, which may show links that are only examples, and keeps the line numbers. */
function withoutCode(text) {
  const blank = (code) => code.replace(/[^\n]/g, ' ');
  return text
    .replace(/^(\s*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\s*\2[`~]*\s*$/gm, blank)
    .replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, blank);
}

function problemWith(target, from) {
  if (/^[a-z][a-z+.-]*:/i.test(target) || target.startsWith('//')) return undefined;
  const [path, anchor] = target.split('#').map(decodeURIComponent);
  const file = path === '' ? from : path.startsWith('/') ? join(root, path) : resolve(dirname(from), path);
  if (!existsSync(file)) return 'there is no such file';
  if (relative(root, file).startsWith('..')) return 'this is outside the repository';
  if (!anchor || statSync(file).isDirectory() || !file.endsWith('.md')) return undefined;
  return anchorsOf(readFileSync(file, 'utf8')).has(anchor) ? undefined : `no heading there makes #${anchor}`;
}

/** The names that a reader's browser is given for the headings, a repeated one numbered, and explicit ids. */
function anchorsOf(text) {
  const seen = new Map();
  const anchors = new Set([...text.matchAll(/<[a-z0-9]+[^>]*?\b(?:id|name)="([^"]+)"/gi)].map((match) => match[1]));
  const withoutFences = text.replace(/^(\s*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\s*\2[`~]*\s*$/gm, '');
  for (const [, heading] of withoutFences.matchAll(/^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/gm)) {
    const name = heading
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/<[^>]+>/g, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replace(/ /g, '-');
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    anchors.add(times === 0 ? name : `${name}-${times}`);
  }
  return anchors;
}
