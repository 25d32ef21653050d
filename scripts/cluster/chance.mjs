import { createHash } from 'node:crypto';

/** Numbers from 0 to 1 in a row that the seed decides. */
export function chanceOf(seed) {
  let turn = 0;
  return () => {
    turn += 1;
    return createHash('sha256').update(`${seed} ${turn}`).digest().readUInt32BE(0) / 2 ** 32;
  };
}

export function pick(chance, list) {
  return list[Math.floor(chance() * list.length)];
}

export function shuffled(chance, list) {
  return list
    .map((value) => ({ value, place: chance() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
