import { between, happens, pick, type Chance } from '../simulate/chance.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { InventedRequest, Phrases, Texts } from './texts.js';

/** Who asks, where, and who will handle it: all that a plot needs to know, decided before it is played. */
export interface Cast {
  readonly chance: Chance;
  readonly request: InventedRequest;
  /** The body of `POST /tickets`; each neighbour asks in a name of their own. */
  body(neighbour?: number): Record<string, unknown>;
  /** The lead, and others who could have been it. */
  readonly unit: string;
  readonly others: readonly [string, ...string[]];
  readonly township: string;
  readonly community: string;
  readonly photo: string | undefined;
  /** All units that may have a part in it. */
  readonly parts: readonly string[];
  phrase(of: string): string;
  /** What the unit did, in its answer. */
  readonly reply: { facts: string; basis: string; measures: string; contacted: string; text: string };
}

const SURNAMES = [
  '王',
  '李',
  '赵',
  '陈',
  '刘',
  '周',
  '吴',
  '郑',
  '孙',
  '马',
  '朱',
  '胡',
  '林',
  '何',
  '高',
  '罗',
] as const;
const TITLES = ['女士', '先生'] as const;
/** How a ticket came. The simulator has its own. */
const CHANNELS = [
  ...['phone', 'phone', 'phone', 'phone', 'phone', 'web', 'wechat', 'wechat', 'app', 'letter', 'grid', 'platform'],
  'open311',
] as const;
const WHO_ASKS = [
  '',
  '我也是这里的住户，同样的问题：',
  '邻居说已经反映过，我再说一次：',
  '我家老人也遇到了：',
] as const;

/** Bureaus whose desks the sign-in page offers: what is theirs is not sent to a district. */
export const OFFERED: ReadonlySet<string> = new Set(['water', 'housing']);
/** Whom a whistle calls. */
export const ALWAYS_CALLED = ['emergency', 'public-security', 'ecology'] as const;

type Units = ReferenceSnapshot['units'];

export function castFor(
  { places, phrases }: Texts,
  request: InventedRequest,
  { units, classes }: Pick<ReferenceSnapshot, 'units' | 'classes'>,
  index: number,
  chance: Chance,
): Cast {
  const owners = classes.get(request.class)?.owners ?? [];
  const townships = Object.keys(places);
  const own = townships.filter((id) => owners.includes(id));
  const township = turnOf(own.length > 0 ? own : townships, index);
  const community = turnOf(childrenOf(units, township), index);
  const area = turnOf([community, ...childrenOf(units, community)], Math.floor(index / 2));
  const district = units.get(township)?.path.at(-2) ?? township;
  const nearFirst = [...owners].sort((a, b) => nearness(units, b, district) - nearness(units, a, district));
  const [first = ''] = owners;
  const unit = OFFERED.has(first) ? first : (nearFirst[0] ?? district);
  const others: [string, ...string[]] = [...nearFirst, district].filter((id) => id !== unit) as never;
  const { roads = [], homes = [] } = places[township] ?? {};
  const where: Record<string, string> = {
    road: turnOf(roads, Math.floor(chance('road') * 97)),
    home: turnOf(homes, Math.floor(chance('home') * 97)),
    area: units.get(community)?.name.replace(/^.*(?:街道|镇)/u, '') ?? '',
  };
  const filled = (text: string, n: number): string =>
    text.replace(/\{(\w+)\}/gu, (_, name: string) => (name === 'n' ? String(n) : (where[name] ?? '')));
  const phrase = (of: string): string => pickPhrase(phrases, of, chance);
  const { found, done } = request;
  const answered = { ...request, found: filled(found, 0), done: filled(done, 0) };
  return {
    ...{ chance, request, unit, township, community, phrase },
    others: others.length > 0 ? others : [district],
    photo: request.photo,
    parts: [unit, ...others, township, community, district, ...ALWAYS_CALLED],
    body(neighbour = 0) {
      const of = (name: string): string => `${name}:${neighbour}`;
      const number = between(chance, of('number'), 2, 186);
      const quiet = identityOf(request, chance, neighbour);
      const phone = `1380000${String(between(chance, of('phone'), 0, 9_999)).padStart(4, '0')}`;
      return {
        channel: neighbour === 0 ? pick(chance, 'channel', CHANNELS) : 'phone',
        type: request.type,
        urgency: request.urgency,
        classCode: request.class,
        title: filled(request.title, number),
        text: `${WHO_ASKS[neighbour] ?? ''}${filled(request.text, number)}`,
        replyWanted: quiet !== 'anonymous' && request.type !== 'praise',
        ...(request.type === 'report' && { noneNamed: true }),
        citizen:
          quiet === 'anonymous'
            ? { identity: quiet }
            : {
                name: pick(chance, of('surname'), SURNAMES) + pick(chance, of('title'), TITLES),
                phone,
                identity: quiet,
              },
        address: { text: `${where['road'] ?? ''}${number}号附近`, area, ...mapPoint(index, neighbour, chance) },
        ...(quiet === 'open' && happens(chance, of('publish'), 0.2) && { publish: true }),
      };
    },
    reply: {
      facts: answered.found,
      basis: phrase('basis'),
      measures: answered.done,
      contacted: phrase('contacted'),
      text: phrase('say').replace('{done}', answered.done),
    },
  };
}

/** Who reports would rather not be named, and some others. */
function identityOf({ type }: InventedRequest, chance: Chance, neighbour: number): 'open' | 'hidden' | 'anonymous' {
  const drawn = chance(`identity:${neighbour}`);
  if (type === 'report') return drawn < 0.35 ? 'anonymous' : 'hidden';
  return drawn < 0.02 ? 'anonymous' : drawn < 0.06 ? 'hidden' : 'open';
}

/** Around the middle of a city that is on no map. */
function mapPoint(index: number, neighbour: number, chance: Chance): { lon: number; lat: number } {
  const near = (name: string, middle: number): number =>
    Number((middle + (chance(`${name}:${index}:${neighbour}`) - 0.5) * 0.12).toFixed(5));
  return { lon: near('lon', 113.2), lat: near('lat', 23.1) };
}

function pickPhrase(phrases: Phrases, of: string, chance: Chance): string {
  const found = phrases[of];
  if (!found) throw new Error(`data/demo/phrases.json has nothing for ${of}.`);
  return pick(chance, `phrase:${of}`, found as unknown as readonly [string, ...string[]]);
}

function childrenOf(units: Units, parent: string): string[] {
  return [...units.values()].filter((unit) => unit.path.at(-2) === parent).map(({ id }) => id);
}

/** Of the district first, then of the city. */
function nearness(units: Units, id: string, district: string): number {
  const path = units.get(id)?.path ?? [];
  return path.includes(district) ? 2 : path.some((one) => one.startsWith('district-')) ? 0 : 1;
}

function turnOf(items: readonly string[], index: number): string {
  return items[index % Math.max(1, items.length)] ?? '';
}
