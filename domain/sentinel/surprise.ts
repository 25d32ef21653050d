/**
 * How likely it is that chance alone brings so many or more, where so many are usual. Where nothing is usual yet, half
 * a one in all the days before is taken for it: a class that is new is no surprise by itself.
 */
export function chanceOf(count: number, usual: number): number {
  let term = Math.exp(-usual);
  let below = 0;
  for (let seen = 0; seen < count; seen += 1) {
    below += term;
    term *= usual / (seen + 1);
  }
  // What is left of one after many roundings may be a hair less than nothing: the rest of the sum is added up instead.
  let above = 0;
  for (let seen = count; seen < count + ADDED_UP; seen += 1) {
    above += term;
    term *= usual / (seen + 1);
  }
  return below < 0.9 ? 1 - below : above;
}

/** From there on nothing is left that a number could tell. */
const ADDED_UP = 200;
