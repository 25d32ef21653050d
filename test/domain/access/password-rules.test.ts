import { passwordFault } from '../../../domain/access/password-rules.js';
import { readCommonPasswords } from '../../../storage/access/common-passwords.js';

const COMMON = readCommonPasswords();
const LI_NA = { signInName: 'li.na-water', name: '李娜' };
const fault = (password: string): string | null => passwordFault(password, LI_NA, COMMON);

describe('a password', () => {
  it.each([
    'rain on tin roofs, seldom',
    '雨点落在铁皮屋顶上很少有声',
    'qx7#vT2m!bR9',
    'the old administrator sings tangos',
  ])('may be %s', (password) => expect(fault(password)).toBeNull());

  it.each(['short', 'elevenletrs'])('is too short as %s', (password) => {
    expect(fault(password)).toMatch(/at least 12 characters/);
  });

  it.each([
    'password1234',
    'P@ssw0rd2026!',
    '123456789012',
    'qwertyuiop12',
    'aaaaaaaaaaaaaaaa',
    'abcdefghijklmnop',
    'woaini5201314',
    'Admin@huiying2026',
    'ｐａｓｓｗｏｒｄ１２３４',
    'Li.Na-Water-2026',
    'linawaterwater',
    'lina李娜李娜李娜李娜',
    '12345hotline12345',
  ])('is too common, or too near to its owner, as %s', (password) => {
    expect(fault(password)).toMatch(/hardly more than common words/);
  });
});
