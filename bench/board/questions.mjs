const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;
const SEASON = 90;
const MONTH = 30;

/**
 * What a board asks. `askedIn` says what is asked in a round, and `unit` by whose handler, if not by a supervisor.
 * @param {Date} newest when the newest ticket came
 */
export function questionsOf(newest) {
  const days = (length, back = 0) => {
    const end = newest.getTime() + CHINA_MS - back * DAY_MS;
    const day = (ms) => new Date(ms).toISOString().slice(0, 10);
    return `from=${day(end - (length - 1) * DAY_MS)}&to=${day(end)}`;
  };
  const supervisor = (askedIn) => ({ role: 'supervisor', askedIn });
  const handler = (unit, askedIn) => ({ role: 'handler', unit, askedIn });
  // Another span each round, eight lengths of eight ends, for an answer is kept for a minute.
  const series =
    (length, more = '') =>
    (round) =>
      `/stats/series?${days(length - (round % 8), Math.floor(round / 8))}${more}`;
  return [
    { name: 'newest twenty, no filter (the bound)', bound: true, ...supervisor(() => '/tickets?') },
    { name: 'wall board', ...supervisor(() => '/stats/board') },
    { name: 'wall board of a district', ...handler('district-east', () => '/stats/board') },
    { name: 'units of the city', ...supervisor(() => '/stats/units') },
    { name: 'every township of the city', ...supervisor(() => '/stats/units?unitLevel=township') },
    { name: 'places of the city, by township', ...supervisor(() => '/stats/units?by=area&unitLevel=township') },
    { name: 'units of a district', ...supervisor(() => '/stats/units?under=district-east') },
    { name: 'units of a district, asked by it', ...handler('district-east', () => '/stats/units') },
    { name: 'a season by day', ...supervisor(series(SEASON)) },
    { name: 'a season by day and unit', ...supervisor(series(SEASON, '&by=unit')) },
    { name: 'a season by day, of a district', ...supervisor(series(SEASON, '&unit=district-east')) },
    { name: 'a season by day, asked by a district', ...handler('district-east', series(SEASON)) },
    { name: 'a month by day and channel', ...supervisor(series(MONTH, '&by=channel')) },
    { name: 'two days by hour', ...supervisor((round) => `/stats/series?${days(2, round)}&step=hour`) },
  ];
}
