import { markup, written } from '../../../api/citizen/pages/html.js';
import { dateIn, PAGE_WORDS, sayingIn } from '../../../api/citizen/pages/words.js';
import { MOST_AT_ONCE } from '../../../api/citizen/pages/enclosed.js';

describe('markup', () => {
  it('escapes whatever is put in, in text and in attributes, and only what it made is left as it is', () => {
    const hostile = `"><script>alert('x')</script>&`;
    expect(markup`<p title="${hostile}">${hostile}${markup`<b>${'<'}</b>`}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">' +
        '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;<b>&lt;</b></p>',
    );
  });

  it('leaves out nothing, and what is not the case, and keeps a nought', () => {
    expect(markup`a${null}${undefined}${false}${0}${['b', [markup`<i></i>`]]}`.text).toBe('a0b<i></i>');
  });

  it('puts a sign in the place of those that no page may have', () => {
    expect(markup`${'a\u0000b\u001bc\td\ne'}`.text).toBe('a\uFFFDb\uFFFDc\td\ne');
  });

  it('ends signs that turn the direction of writing with the words that have them', () => {
    expect(written('<\u202Eabc\r\nd').text).toBe('<bdi>&lt;\u202Eabc<br>d</bdi>');
  });
});

describe('the words of the pages', () => {
  it.each(Object.entries(PAGE_WORDS))('are there in both languages, with the same put in: %s', (key, { zh, en }) => {
    const placesIn = (text: string): string[] => [...new Set(text.match(/\{\d\}/g))].sort();
    expect(zh.trim()).not.toBe('');
    expect(en.trim()).not.toBe('');
    expect(placesIn(en)).toEqual(placesIn(zh));
    // The name of a language is in that language; and marks alone are in none.
    if (['other', 'because', 'stop'].includes(key)) return;
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  });

  it('have put in what they are told, whatever it looks like', () => {
    expect(sayingIn('zh')('photosHint', MOST_AT_ONCE, 20)).toContain('一次最多 6 个，合计不超过 20 MB');
    expect(sayingIn('en')('because', '{2}', '$&')).toBe('{2}: $&');
  });

  it('say a date with its day of the week, as the clock on the wall shows it', () => {
    expect(dateIn('zh', '2026-12-03T18:00:00.000+08:00')).toBe('2026年12月3日（周四）18:00');
    expect(dateIn('en', '2026-12-03T09:05:00.000+08:00')).toBe('Thu 3 Dec 2026, 09:05');
  });
});
