import { countedIn, likenessTo, talliedOf, tellingWords, type Said } from '../../../domain/intake/likeness.js';
import { sameMatters, type Beside } from '../../../domain/intake/same-matter.js';

const said = (title: string, text = title): Said => ({ title, text });
const CITY = [
  said('A区汀兰小区停水', '汀兰小区从早上停水到现在'),
  said('B区柳荫里停水', '柳荫里从早上停水到现在'),
  said('北岸花园停水', '北岸花园从昨晚停水到现在'),
  said('槐树巷噪音扰民', '槐树巷的工地夜里施工'),
].map(talliedOf);
const likeness = (one: Said, other: Said) => likenessTo(talliedOf(one), countedIn(CITY))(talliedOf(other));

describe('how much two calls say the same', () => {
  const call = said('汀兰小区没有水', '汀兰小区没有水用，从早上开始');

  it('is all of it for the same words, and nothing for none in common', () => {
    expect(likeness(call, call)).toBeCloseTo(1);
    expect(likeness(call, said('司机拒载'))).toBe(0);
    expect(likeness(said(''), said(''))).toBe(0);
  });

  it('goes by the name of the estate more than by what many say', () => {
    const estate = likeness(said('汀兰小区水管'), said('汀兰小区电梯'));
    const common = likeness(said('小区停水水管'), said('小区停水电梯'));
    expect(estate).toBeGreaterThan(common);
  });

  it('is the same from either side, however it is written, and little more for what is said again', () => {
    const other = said('汀兰小区停水', '从早上停水');
    expect(likeness(call, other)).toBeCloseTo(likeness(other, call));
    expect(likeness(call, said('汀蘭小區停水', '從早上停水'))).toBeCloseTo(likeness(call, other));
    expect(likeness(said('汀兰，停水'), said('汀兰，停水，停水，停水'))).toBeGreaterThan(0.9);
  });

  it('looks for the rarest words, of the title first', () => {
    const counts = countedIn(CITY);
    expect(tellingWords(said('停水', '汀兰小区停水'), counts)).toContain('汀兰小');
    expect(tellingWords(said('司机拒载', '等了很久'), counts)[0]).toMatch(/司机拒|机拒载/u);
  });
});

describe('which tickets a clerk is shown beside a call', () => {
  const beside = (given: Partial<Beside>): Beside => ({
    ...{ score: 0.28, daysAgo: 3, sameCitizen: false, elsewhere: false, sameOutage: false },
    ...given,
  });
  const shows = (given: Partial<Beside>) => sameMatters([beside(given)]).length === 1;

  it('shows one of the last month by less than an older one', () => {
    expect(shows({ score: 0.26, daysAgo: 30 })).toBe(true);
    expect(shows({ score: 0.26, daysAgo: 31 })).toBe(false);
    expect(shows({ score: 0.3, daysAgo: 31 })).toBe(true);
  });

  it('shows who calls their own by less, even if it is elsewhere', () => {
    expect(shows({ score: 0.22, sameCitizen: true, elsewhere: true })).toBe(true);
    expect(shows({ score: 0.21, sameCitizen: true })).toBe(false);
  });

  it('shows nothing of another district, and an outage of the place for six hours whatever it says', () => {
    expect(shows({ score: 0.9, elsewhere: true })).toBe(false);
    expect(shows({ score: 0, sameOutage: true, daysAgo: 0.25 })).toBe(true);
    expect(shows({ score: 0, sameOutage: true, daysAgo: 0.26 })).toBe(false);
  });

  it('shows three, the likest first', () => {
    const scores = [0.3, 0.9, 0.5, 0.4].map((score) => beside({ score }));
    expect(sameMatters(scores).map(({ score }) => score)).toEqual([0.9, 0.5, 0.4]);
  });
});
