import { createFeedCursors } from '../../api/event/feed-cursors.js';
import { createSignedCursors } from '../../api/http/signed-cursors.js';
import { createWorklistCursors } from '../../api/list/worklist-cursors.js';
import { createRequestTokens } from '../../api/open311/tokens.js';
import { createTicketCursors } from '../../api/ticket/cursors.js';
import { createProgressLinks, createQueryCodes, createRatingLinks } from '../../storage/access/citizen-links.js';

/** What the first version made under this key. Callers keep cursors for years, citizens keep links. */
const KEY = Buffer.alloc(32, 7);
const TICKET = '01999999-8888-7777-8666-555555555555';
const HANDED_OUT = {
  list: 'WyItcmVnaXN0ZXJlZEF0IiwiMjAyNi0wOS0xOFQwNzowMDowMC4wMDBaIiwiMDE5OTk5OTktODg4OC03Nzc3LTg2NjYtNTU1NTU1NTU1NTU1Il0.QnCVY7jBrT4AZu7JG6G_iw',
  worklist:
    'WyIiLCIyMDI2LTA5LTE4VDA3OjAwOjAwLjAwMFoiLCIwMTk5OTk5OS04ODg4LTc3NzctODY2Ni01NTU1NTU1NTU1NTUiLCJoYW5kbGUuMSJd.li_o_wr4VGB5nc_SWFgrMg',
  feed: 'WyI3IiwiMTIiXQ.p1z1EqAYYX109Ebq7UN-Uw',
  notices: 'WyIwMTk5OTk5OS04ODg4LTc3NzctODY2Ni01NTU1NTU1NTU1NTUiXQ.p4qHqos5dh7OMWTVYkXPQg',
  token: 'NEmX2nP-TFyZWZVqnBBB4jIwMjYwOTE4LTAwMDEyMw',
  rating: 'AZmZmYiId3eGZlVVVVVVVQACP4kEMi_Kt8qxhwro3Nop-Q',
  progress: 'AZmZmYiId3eGZlVVVVVVVRLhF2yRvMoJvEmBjPYjVIk',
} as const;

const first = { sort: '-registeredAt', at: '2026-09-18T07:00:00.000Z', id: TICKET } as const;
const owed = { paused: false, dueAt: '2026-09-18T07:00:00.000Z', ticketId: TICKET, clockId: 'handle.1' };
const position = { xid: '7', id: '12' };
const feed = { end: () => Promise.resolve(position), knows: () => Promise.resolve(true) };

const list = createTicketCursors(KEY);
const worklist = createWorklistCursors(KEY);
const feedCursors = createFeedCursors(KEY);
const notices = createSignedCursors(KEY, 'notices');
const tokens = createRequestTokens(KEY);
const ratings = createRatingLinks(KEY, undefined);
const progress = createProgressLinks(KEY, undefined);

describe('a cursor, a token or a link that was handed out', () => {
  it('still names what it named', async () => {
    expect(list.read(HANDED_OUT.list, '-registeredAt')).toEqual(first);
    expect(worklist.read(HANDED_OUT.worklist)).toEqual(owed);
    expect(await feedCursors.placeOf(HANDED_OUT.feed, feed)).toEqual(position);
    expect(notices.read(HANDED_OUT.notices)).toEqual([TICKET]);
    expect(tokens.read(HANDED_OUT.token)).toBe('20260918-000123');
    expect(ratings.read(HANDED_OUT.rating)).toEqual({ ticketId: TICKET, round: 2, generation: 0 });
    expect(progress.read(HANDED_OUT.progress)).toEqual({ ticketId: TICKET, generation: 0 });
    expect(createQueryCodes(KEY).matches(TICKET, '92rt-e2gu')).toBe(true);
  });

  it('is made the same today, for the version before reads it too', () => {
    expect(list.write(first)).toBe(HANDED_OUT.list);
    expect(worklist.write(owed)).toBe(HANDED_OUT.worklist);
    expect(feedCursors.write(position)).toBe(HANDED_OUT.feed);
    expect(notices.write([TICKET])).toBe(HANDED_OUT.notices);
    expect(tokens.write('20260918-000123')).toBe(HANDED_OUT.token);
    expect(ratings.linkTo(TICKET, 2)).toBe(`/api/v1/ratings/${HANDED_OUT.rating}`);
    expect(progress.linkTo(TICKET)).toBe(`/api/v1/progress/${HANDED_OUT.progress}`);
  });

  it.each(Object.entries(HANDED_OUT))(
    'serves for nothing else, and not when it was changed: %s',
    async (made, word) => {
      const changed = `${word.slice(0, -3)}${word.at(-3) === 'A' ? 'B' : 'A'}${word.slice(-2)}`;
      const opened = async (text: string): Promise<string[]> =>
        Object.entries({
          list: list.read(text, '-registeredAt'),
          worklist: worklist.read(text),
          feed: await feedCursors.placeOf(text, feed).catch(() => null),
          notices: notices.read(text),
          token: tokens.read(text),
          rating: ratings.read(text),
          progress: progress.read(text),
        }).flatMap(([name, read]) => (read === null ? [] : [name]));
      expect(await opened(word)).toEqual([made]);
      expect(await opened(changed)).toEqual([]);
      expect(await opened(`${word}.more`)).toEqual([]);
      expect(await opened('')).toEqual([]);
    },
  );
});
