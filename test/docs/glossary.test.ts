import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_SCOPES } from '../../domain/access/key-scopes.js';
import { DATA_REQUEST_STATES } from '../../domain/data-request/data-request.js';
import { DIVISIONS } from '../../domain/export/columns.js';
import { EXPORT_FAILURES, EXPORT_PURPOSES, EXPORT_REASONS, EXPORT_STATES } from '../../domain/export/export-job.js';
import { ERASURE_BASES, ERASURE_STATES, HOLD_BASES } from '../../domain/erasure/erasure-request.js';
import * as knowledge from '../../domain/knowledge/vocabulary.js';
import * as sentinel from '../../domain/sentinel/vocabulary.js';
import { SLOTS } from '../../domain/knowledge/template.js';
import { COMMAND_NAMES } from '../../domain/ticket/commands.js';
import { DISCLOSURE_FIELDS } from '../../domain/ticket/disclosure.js';
import { PROTECTION_LEVELS } from '../../domain/ticket/protection.js';
import { RELATIONS } from '../../domain/ticket/relations.js';
import { WORKLIST_KINDS } from '../../domain/ticket/worklist.js';
import { LIST_NAMES, LISTS } from '../../domain/ticket/lists.js';
import * as noticeWords from '../../domain/notice/vocabulary.js';
import * as vocabulary from '../../domain/ticket/vocabulary.js';
import * as codeWords from '../../domain/ticket/code-words.js';
import { CHANNEL_OF_NOTICE_WORDS, NOTICE_STATUS_WORDS } from '../../domain/notice/delivery-words.js';
import * as words from '../../domain/ticket/words.js';

const root = join(import.meta.dirname, '../..');
const glossary = readFileSync(join(root, 'docs/glossary.md'), 'utf8');

/** The part under one heading, so that a word explained as a state is not taken for the clock of the same name. */
function section(heading: string): string {
  const part = glossary.split(/^## /m).find((one) => one.startsWith(`${heading}\n`));
  if (part === undefined) throw new Error(`docs/glossary.md has no section ${heading}.`);
  return part;
}

function missing(words: readonly string[], heading: string): string[] {
  const part = section(heading);
  return words.filter((word) => !part.includes(`\`${word}\``));
}

/** Every event type that a rule of the ticket names. */
function eventTypes(): string[] {
  const folder = join(root, 'domain/ticket');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  const named = /\b(?:emit|conclude|take|standAlone|sendTo)\(\s*draft,\s*(?:grant \? )?'(\w+)'(?: : '(\w+)')?/g;
  const requested = /\bopenRequest\(\s*draft,\s*'\w+',\s*'(\w+)'/g;
  const found = sources.flatMap((text) => [...text.matchAll(named), ...text.matchAll(requested)]);
  return [...new Set(found.flatMap(([, one, other]) => [one, other]).filter((word) => word !== undefined))];
}

describe('the glossary', () => {
  it.each([
    ['states', 'States', vocabulary.STATES],
    ['kinds of state', 'States', Object.values(vocabulary.STATE_KIND)],
    ['commands', 'Commands', COMMAND_NAMES],
    ['words of alerts', 'Alerts', Object.values(sentinel).flat()],
    ['words of knowledge', 'Knowledge', [...Object.values(knowledge).flat(), ...Object.keys(SLOTS)]],
    ['clocks', 'Clocks', vocabulary.CLOCK_KEYS],
    ['roles', 'Roles', [...vocabulary.ROLES, 'citizen', 'clock']],
    ['levels of units', 'Levels of units', vocabulary.UNIT_LEVELS],
    ['types', 'Codes', vocabulary.TYPES],
    ['urgencies', 'Codes', vocabulary.URGENCIES],
    ['channels', 'Codes', vocabulary.CHANNELS],
    ['kinds of request', 'Codes', vocabulary.REQUEST_KINDS],
    ['cases of whistle', 'Codes', vocabulary.WHISTLE_CASES],
    ['answers to "solved?"', 'Codes', vocabulary.SOLVED],
    ['closing codes', 'Codes', vocabulary.CLOSING_CODES],
    ['decline codes', 'Codes', vocabulary.DECLINE_CODES],
    ['extension codes', 'Codes', vocabulary.EXTENSION_CODES],
    ['dissatisfaction codes', 'Codes', vocabulary.DISSATISFACTION_CODES],
    ['levels of protection', 'Protection', PROTECTION_LEVELS],
    ['relations', 'Protection', RELATIONS],
    ['fields that are disclosed', 'Protection', DISCLOSURE_FIELDS],
    ['bases of an erasure', 'Erasure', ERASURE_BASES],
    ['states of an erasure', 'Erasure', ERASURE_STATES],
    ['states of a data request', 'Data requests', DATA_REQUEST_STATES],
    ['states of an export', 'Exports', EXPORT_STATES],
    ['purposes of an export', 'Exports', EXPORT_PURPOSES],
    ['reasons why another person decides of an export', 'Exports', EXPORT_REASONS],
    ['reasons why an export has no file', 'Exports', EXPORT_FAILURES],
    ['divisions of statistics', 'Exports', DIVISIONS],
    ['bases of a legal hold', 'Erasure', HOLD_BASES],
    ['notice channels', 'Notices', noticeWords.NOTICE_CHANNELS],
    ['statuses of a notice', 'Notices', noticeWords.NOTICE_STATUSES],
    ['positions', 'Notices', noticeWords.POSITIONS],
    ['notices to staff', 'Notices', noticeWords.STAFF_TEMPLATES],
    ['notices to citizens', 'Notices', noticeWords.CITIZEN_TEMPLATES],
    ['lists', 'Lists', LIST_NAMES],
    ['lines of the worklist', 'Worklist', WORKLIST_KINDS],
    ['scopes of keys', 'Scopes', KEY_SCOPES],
  ] as const)('explains all %s', (_label, heading, words) => {
    expect(missing(words, heading)).toEqual([]);
  });

  it('explains every level of supervision', () => {
    for (const level of [0, 1, 2, 3, 4, 5]) expect(section('Codes')).toContain(`| ${level} |`);
  });

  it.each([
    ['states', 'States', words.STATE_WORDS],
    ['roles', 'Roles', words.ROLE_WORDS],
    ['clocks', 'Clocks', words.CLOCK_WORDS],
    ['kinds of request', 'Codes', words.REQUEST_WORDS],
    ['closing codes', 'Codes', words.CLOSING_WORDS],
    ['lists', 'Lists', LISTS],
    ['commands', 'Commands', codeWords.COMMAND_WORDS],
    ['lines of the worklist', 'Worklist', codeWords.WORKLIST_WORDS],
    ['types', 'Codes', codeWords.TYPE_WORDS],
    ['urgencies', 'Codes', codeWords.URGENCY_WORDS],
    ['channels', 'Codes', codeWords.CHANNEL_WORDS],
    ['cases of whistle', 'Codes', codeWords.WHISTLE_WORDS],
    ['answers to "solved?"', 'Codes', codeWords.SOLVED_WORDS],
    ['dissatisfaction codes', 'Codes', codeWords.DISSATISFACTION_WORDS],
    ['levels of protection', 'Protection', codeWords.PROTECTION_WORDS],
    ['notice channels', 'Notices', CHANNEL_OF_NOTICE_WORDS],
    ['statuses of a notice', 'Notices', NOTICE_STATUS_WORDS],
  ] as const)('has the Chinese words of all %s', (_label, heading, known) => {
    const part = section(heading);
    const said = ([code, { zh }]: [string, words.Words]): boolean =>
      [`| ${zh} | \`${code}\` |`, `\`${code}\` ${zh}`, `${zh} | \`${code}\``].some((one) => part.includes(one));
    expect(Object.entries(known).filter((entry) => !said(entry))).toEqual([]);
  });

  it('lists every event', () => {
    const types = eventTypes();
    expect(types.length).toBeGreaterThan(50);
    expect(missing(types, 'Events')).toEqual([]);
  });

  it('has a word in both languages for every event, and for no other', () => {
    expect(Object.keys(words.EVENT_WORDS).sort()).toEqual(
      ['registered', words.RETRACTED, words.ERASED, ...eventTypes()].sort(),
    );
  });

  it('lists no event that no rule names', () => {
    const listed = [...section('Events').matchAll(/`(\w+)`/g)].map(([, word]) => word);
    expect(
      listed.filter((word) => !['registered', words.RETRACTED, words.ERASED, ...eventTypes()].includes(word ?? '')),
    ).toEqual([]);
  });
});
