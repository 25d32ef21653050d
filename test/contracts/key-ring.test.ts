import { randomBytes } from 'node:crypto';
import type { SerializationContext } from '@temporalio/common';
import { createSignedCursors } from '../../api/http/signed-cursors.js';
import { createRequestTokens } from '../../api/open311/tokens.js';
import { EncryptionCodec } from '../../codec/payload-codec.js';
import { keyRing, ringAsText, ringIn, type KeyPurpose, type KeyState, type Ring } from '../../config/key-ring.js';
import { createProgressLinks, createQueryCodes, createRatingLinks } from '../../storage/access/citizen-links.js';
import { createAnchorSeals } from '../../storage/anchor/anchor-seals.js';
import { createLookSeals } from '../../storage/look/look-seals.js';
import { createSealing, SealingKeyMissing } from '../../storage/secrets/sealing.js';
import { aLook } from '../support/looks.js';

const MASTER = { id: 'k1', key: randomBytes(32) };
const TICKET = '01999999-8888-7777-8666-555555555555';
const OTHER = '01999999-8888-7777-8666-555555555556';
const AT = '2026-11-29T08:00:00.000Z';
const made = (id: string, purpose: KeyPurpose, state: KeyState): Ring['keys'][number] => ({
  ...{ id, for: purpose, state, since: AT, madeAt: AT },
  key: randomBytes(32),
});
const FIRST = [made('d1', 'sealing', 'current'), made('s1', 'signing', 'current'), made('p1', 'payloads', 'current')];
const as = (state: KeyState, keys: Ring['keys']): Ring['keys'] => keys.map((one) => ({ ...one, state }));
const SECOND = [made('d2', 'sealing', 'current'), made('s2', 'signing', 'current'), made('p2', 'payloads', 'current')];

/** What an installation knows at each stage of two rotations, the first of them away from its master key. */
const BEFORE = keyRing(null, MASTER);
const COMING = keyRing({ version: 1, keys: as('next', FIRST) }, MASTER);
const ROTATED = keyRing({ version: 1, keys: FIRST }, MASTER);
const TWICE = keyRing({ version: 1, keys: [...as('retired', FIRST), ...SECOND] }, MASTER);
const REMOVED = keyRing({ version: 1, keys: SECOND }, null);

describe('a ring of keys', () => {
  it('is written down and read again, and what is no ring is none', () => {
    const ring: Ring = { version: 1, keys: [...as('retired', FIRST), ...SECOND] };
    expect(ringIn(ringAsText(ring))).toEqual(ring);
    const bad = (keys: Ring['keys']): unknown => ringIn(ringAsText({ version: 1, keys }));
    expect(bad([...FIRST, ...FIRST])).toBeNull();
    expect(bad([...FIRST, ...SECOND])).toBeNull();
    expect(bad([made('with.dot', 'sealing', 'current')])).toBeNull();
    expect([ringIn('{}'), ringIn('nothing'), ringIn('{"version":2,"keys":[]}')]).toEqual([null, null, null]);
  });
});

describe('what is sealed', () => {
  const kept = { title: '井盖碎了' };
  const sealedBy = (ring: typeof BEFORE): Buffer => createSealing(ring).sealPacked(kept, 'answer:a:b');
  const openedBy = (ring: typeof BEFORE, sealed: Buffer, context = 'answer:a:b'): unknown =>
    createSealing(ring).openPacked(sealed, context);

  it('has the id of the key in front, except under the one key of before, whose form stays as it was', () => {
    expect(sealedBy(ROTATED).subarray(0, 7).toString()).toBe('hy1.d1.');
    expect(createSealing(TWICE).newDataKey(TICKET).wrappedKey.subarray(0, 7).toString()).toBe('hy1.d2.');
    for (const ring of [BEFORE, COMING]) {
      const { dataKey, wrappedKey } = createSealing(ring).newDataKey(TICKET);
      expect(wrappedKey).toHaveLength(12 + 32 + 16);
      expect(createSealing(MASTER.key).unwrap(TICKET, wrappedKey)).toEqual(dataKey);
    }
  });

  it('opens under every key of the ring, and seals under the current one alone', () => {
    const all = [BEFORE, COMING, ROTATED, TWICE].map(sealedBy);
    for (const sealed of all) expect(openedBy(TWICE, sealed)).toEqual(kept);
    // Whoever knows the next key already reads what others seal with it.
    expect(openedBy(COMING, sealedBy(ROTATED))).toEqual(kept);
    const anew = all.map((sealed) => createSealing(TWICE).resealed('kept', sealed, 'answer:a:b'));
    expect(anew.map((one) => one?.subarray(0, 7).toString() ?? null)).toEqual(['hy1.d2.', 'hy1.d2.', 'hy1.d2.', null]);
    for (const sealed of anew.filter((one) => one !== null)) expect(openedBy(REMOVED, sealed)).toEqual(kept);
  });

  it('keeps a data key as it was when it is wrapped anew', () => {
    const { dataKey, wrappedKey } = createSealing(BEFORE).newDataKey(TICKET);
    const anew = createSealing(TWICE).resealed('data-key', wrappedKey, TICKET);
    expect(createSealing(REMOVED).unwrap(TICKET, anew ?? Buffer.alloc(0))).toEqual(dataKey);
    expect(() => createSealing(REMOVED).unwrap(OTHER, anew ?? Buffer.alloc(0))).toThrow();
  });

  it('is refused once its key is out of the ring, and says which key is missing', () => {
    expect(() => openedBy(REMOVED, sealedBy(ROTATED))).toThrow(SealingKeyMissing);
    expect(() => openedBy(REMOVED, sealedBy(ROTATED))).toThrow('the key d1, which is not in the key ring');
    expect(() => openedBy(REMOVED, sealedBy(BEFORE))).toThrow('by the master key');
  });

  it('is bound to its key, its use and its row', () => {
    const sealed = sealedBy(TWICE);
    expect(() => openedBy(TWICE, sealed, 'answer:a:c')).toThrow();
    const renamed = Buffer.concat([Buffer.from('hy1.d1.'), sealed.subarray(7)]);
    expect(() => openedBy(TWICE, renamed)).toThrow();
    expect(() => openedBy(TWICE, sealed.subarray(7))).toThrow();
    // A data key and a kept value of the same words are of two keys.
    expect(() => createSealing(TWICE).unwrap('a:b', createSealing(TWICE).sealUnderMaster({}, 'key:a:b'))).toThrow();
  });

  it('opens as before when by chance it begins as an id does', () => {
    const sealing = createSealing(ROTATED);
    const chance = Buffer.concat([Buffer.from('hy1.d9.'), randomBytes(60)]);
    expect(() => sealing.unwrap(TICKET, chance)).toThrow('the key d9');
  });
});

describe('what is signed', () => {
  const said = (ring: typeof BEFORE) => ({
    cursor: createSignedCursors(ring, 'feed').write(['7', '12']),
    token: createRequestTokens(ring).write('20260918-000123'),
    rating: createRatingLinks(ring, undefined).linkTo(TICKET, 2).split('/').at(-1) ?? '',
    progress: createProgressLinks(ring, undefined).linkTo(TICKET).split('/').at(-1) ?? '',
    code: createQueryCodes(ring).codeOf(TICKET),
  });
  const believed = (ring: typeof BEFORE, words: ReturnType<typeof said>) => [
    createSignedCursors(ring, 'feed').read(words.cursor) !== null,
    createRequestTokens(ring).read(words.token) === '20260918-000123',
    createRatingLinks(ring, undefined).read(words.rating)?.ticketId === TICKET,
    createProgressLinks(ring, undefined).read(words.progress) !== null,
    createQueryCodes(ring).matches(TICKET, words.code),
  ];
  const ALL = [true, true, true, true, true];

  it('is believed under every key of the ring, links, codes and cursors of before among them', () => {
    for (const ring of [BEFORE, COMING, ROTATED, TWICE]) expect(believed(TWICE, said(ring))).toEqual(ALL);
    expect(believed(COMING, said(ROTATED))).toEqual(ALL);
  });

  it('is believed no more once its key is out of the ring', () => {
    for (const ring of [BEFORE, ROTATED]) expect(believed(REMOVED, said(ring))).toEqual(ALL.map(() => false));
    expect(believed(REMOVED, said(TWICE))).toEqual(ALL);
  });

  it('names its key in front, and under the one key of before is written as it was', () => {
    const { code, ...words } = said(ROTATED);
    for (const word of Object.values(words)) expect(word).toMatch(/^s1\./);
    expect(said(COMING)).toEqual(said(BEFORE));
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
    const renamed = Object.fromEntries(Object.entries(words).map(([what, word]) => [what, word.replace('s1.', 's2.')]));
    expect(believed(TWICE, { ...words, ...renamed, code: 'WRONG234' })).toEqual(ALL.map(() => false));
  });

  it('holds the trail of looks against the key of its time', () => {
    const look = aLook({ fields: ['text'], masked: [] });
    const block = { day: '2026-11-29', number: 1, looks: ['1'], marks: Buffer.alloc(8), madeAt: AT };
    const head = { day: '2026-11-29', number: 1, head: 'ab', last: false, at: AT };
    for (const ring of [BEFORE, ROTATED, TWICE]) {
      const [then, now] = [createLookSeals(ring), createLookSeals(TWICE)];
      const tag = then.tagOf(look);
      expect(now.isTagOf(look, tag)).toBe(true);
      expect(now.isTagOf({ ...look, purpose: 'another' }, tag)).toBe(false);
      const words = { ...block, previous: then.beginning };
      expect([now.isBeginning(then.beginning), now.isHeadOf(words, then.headOf(words))]).toEqual([true, true]);
      expect(now.isHeadOf({ ...words, number: 2 }, then.headOf(words))).toBe(false);
      expect(now.isSignatureOf(head, then.signatureOf(head))).toBe(true);
      expect(now.isSignatureOf({ ...head, last: true }, then.signatureOf(head))).toBe(false);
    }
    expect(createLookSeals(REMOVED).isTagOf(look, createLookSeals(ROTATED).tagOf(look))).toBe(false);
  });

  it('holds anchors against the key of their time', () => {
    const events = [{ seq: 1, hash: 'a', units: ['water'], xid: '7', feedId: '1' }];
    for (const ring of [BEFORE, ROTATED, TWICE]) {
      const [then, now] = [createAnchorSeals(ring), createAnchorSeals(TWICE)];
      const [around = ''] = then.around(events);
      expect(now.around(events, around)).toEqual([around]);
      expect(now.shown('{}', then.shown('{}'))).toBe(then.shown('{}'));
      expect(now.signature('words', then.signature('words'))).toBe(then.signature('words'));
      expect(now.shown('{"other":1}', then.shown('{}'))).not.toBe(then.shown('{}'));
    }
    const gone = createAnchorSeals(ROTATED).signature('words');
    expect(createAnchorSeals(REMOVED).signature('words', gone)).not.toBe(gone);
  });
});

describe('payloads', () => {
  const ticket: SerializationContext = { type: 'workflow', namespace: 'huiying', workflowId: `ticket-${TICKET}` };
  const payload = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"井盖碎了"') };

  it('are sealed by the current key of the ring as it is at that moment, and opened by all of them', async () => {
    let ring = BEFORE;
    const codec = new EncryptionCodec(() => ring.keysFor('payloads'));
    const worker = codec.forWorkflows();
    const names: string[] = [];
    const sealed = [];
    for (ring of [BEFORE, COMING, ROTATED, TWICE]) {
      const [one] = await codec.encode([payload], ticket);
      names.push(Buffer.from(one?.metadata?.['key-id'] ?? []).toString());
      if (one) sealed.push(one);
    }
    expect(names.map((name) => name.split('.')[0])).toEqual(['k1', 'k1', 'p1', 'p2']);
    for (const opening of [codec, worker]) {
      const opened = await opening.decode(sealed, ticket);
      expect(opened.map(({ data }) => Buffer.from(data ?? []).toString())).toEqual(Array(4).fill('"井盖碎了"'));
    }
    ring = REMOVED;
    await expect(codec.decode(sealed.slice(0, 1), ticket)).rejects.toMatchObject({ why: 'unknown-key' });
    await expect(codec.decode(sealed.slice(2, 3), ticket)).rejects.toMatchObject({ why: 'unknown-key' });
  });

  it('are not opened by a key of another purpose that has the same bytes', async () => {
    const [sealed] = await new EncryptionCodec(() => ROTATED.keysFor('payloads')).encode([payload], ticket);
    const wrong = new EncryptionCodec(() => ROTATED.keysFor('sealing'));
    await expect(wrong.decode(sealed ? [sealed] : [], ticket)).rejects.toMatchObject({ why: 'unknown-key' });
  });
});
