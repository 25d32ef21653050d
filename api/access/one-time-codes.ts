import { randomInt } from 'node:crypto';

/** Without what is easily taken for something else. */
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Groups of five signs, to be read out or typed from paper: some 25 random bits each. */
export function spokenCode(groups: number): string {
  const group = (): string => Array.from({ length: 5 }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('');
  return Array.from({ length: groups }, group).join('-');
}

/** As it was made, whatever capitals and blanks somebody typed. */
export function asSpoken(typed: string): string {
  return typed
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll(/.{5}(?=.)/g, '$&-');
}
