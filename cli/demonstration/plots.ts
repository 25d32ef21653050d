import type { InventedRequest } from './texts.js';
import type { Cast } from './cast.js';
import {
  accepted,
  callBack,
  missCall,
  registered,
  replied,
  reply,
  review,
  reviewed,
  sent,
  taken,
  askReturn,
} from './acts.js';
import * as courses from './courses.js';
import type { Scene } from './scene.js';

export interface Plot {
  readonly name: string;
  /** How many scenes of it there are. */
  readonly count: number;
  /** Tickets in each. */
  readonly tickets?: number;
  /** How long ago it began: working hours, or minutes for what has just come. */
  readonly ago: readonly [from: number, to: number, unit?: 'minutes'];
  readonly wants?: (request: InventedRequest) => boolean;
  readonly play: (scene: Scene, cast: Cast) => Promise<unknown>;
}

const ordinary = ({ type, urgency }: InventedRequest): boolean => urgency === 'P2' && type !== 'report';
const work = (request: InventedRequest): boolean =>
  ordinary(request) && (request.type === 'help' || request.type === 'complaint');
const urgent = ({ urgency }: InventedRequest): boolean => urgency !== 'P2';
const question = ({ type }: InventedRequest): boolean => type === 'consult';
const report = ({ type }: InventedRequest): boolean => type === 'report';
const plain = (request: InventedRequest): boolean => work(request) && !/^(0501|0804)/u.test(request.class);

/** What became of them, by how far they have come. */
export const PLOTS: readonly Plot[] = [
  { name: 'justCame', count: 8, ago: [4, 80, 'minutes'], wants: ordinary, play: registered },
  { name: 'notYetAccepted', count: 2, ago: [130, 260, 'minutes'], wants: ordinary, play: registered },
  { name: 'toDispatch', count: 10, ago: [0.2, 3.6], wants: ordinary, play: accepted },
  { name: 'toDispatchLate', count: 3, ago: [5, 9], wants: ordinary, play: accepted },
  { name: 'urgentToDispatch', count: 2, ago: [5, 25, 'minutes'], wants: urgent, play: accepted },
  {
    name: 'consulting',
    count: 3,
    ago: [3, 9],
    wants: plain,
    play: courses.consulting,
  },
  { name: 'toAcknowledge', count: 9, ago: [1.8, 4.5], wants: ordinary, play: (scene, cast) => sent(scene, cast) },
  { name: 'notAcknowledged', count: 6, ago: [8, 14], wants: work, play: (scene, cast) => sent(scene, cast) },
  { name: 'toContact', count: 8, ago: [3.2, 7], wants: work, play: (scene, cast) => taken(scene, cast) },
  { name: 'inHand', count: 22, ago: [8, 29], wants: work, play: courses.leftAlone },
  {
    name: 'joint',
    count: 6,
    ago: [9, 28],
    wants: plain,
    play: courses.joint,
  },
  {
    name: 'whistle',
    count: 7,
    ago: [12, 30],
    wants: plain,
    play: courses.whistle,
  },
  { name: 'dueSoon', count: 6, ago: [32, 36], wants: work, play: courses.leftAlone },
  { name: 'overdue', count: 5, ago: [42, 46], wants: work, play: courses.leftAlone },
  { name: 'supervised', count: 4, ago: [50, 58], wants: work, play: courses.leftAlone },
  {
    name: 'raised',
    count: 3,
    ago: [73, 79],
    wants: work,
    play: courses.raised,
  },
  { name: 'interviewed', count: 2, ago: [90, 95], wants: work, play: courses.leftAlone },
  { name: 'bulletin', count: 1, ago: [128, 132], wants: work, play: courses.leftAlone },
  {
    name: 'hurried',
    count: 6,
    ago: [22, 30],
    wants: plain,
    play: courses.hurried,
  },
  { name: 'urgentInHand', count: 5, ago: [45, 150, 'minutes'], wants: urgent, play: courses.fast },
  {
    name: 'returnAsked',
    count: 4,
    ago: [4.5, 8],
    wants: plain,
    async play(scene, cast) {
      const id = await taken(scene, cast);
      await askReturn(scene, cast, id, cast.unit, cast.others[0]);
    },
  },
  { name: 'returnedTwice', count: 5, ago: [16, 26], wants: plain, play: courses.returnedTwice },
  { name: 'pingPong', count: 4, ago: [13, 17], wants: plain, play: courses.disputed },
  {
    name: 'ruled',
    count: 3,
    ago: [22, 34],
    wants: plain,
    play: courses.ruled,
  },
  {
    name: 'extensionWaits',
    count: 7,
    ago: [20, 31],
    wants: work,
    play: (scene, cast) => courses.extension(scene, cast, null),
  },
  {
    name: 'extended',
    count: 5,
    ago: [30, 48],
    wants: work,
    play: (scene, cast) => courses.extension(scene, cast, true),
  },
  {
    name: 'extensionDenied',
    count: 2,
    ago: [26, 33],
    wants: work,
    play: (scene, cast) => courses.extension(scene, cast, false),
  },
  {
    name: 'suspensionWaits',
    count: 2,
    ago: [13, 18],
    wants: work,
    play: (scene, cast) => courses.suspension(scene, cast, false),
  },
  {
    name: 'suspended',
    count: 5,
    ago: [17, 34],
    wants: work,
    play: (scene, cast) => courses.suspension(scene, cast, true),
  },
  {
    name: 'terminationWaits',
    count: 2,
    ago: [15, 22],
    wants: plain,
    play: (scene, cast) => courses.termination(scene, cast, false),
  },
  {
    name: 'terminated',
    count: 2,
    ago: [24, 60],
    wants: plain,
    play: (scene, cast) => courses.termination(scene, cast, true),
  },
  { name: 'inReview', count: 11, ago: [18, 24], wants: ordinary, play: (scene, cast) => replied(scene, cast, 9, 12) },
  { name: 'inReviewLate', count: 3, ago: [50, 56], wants: work, play: (scene, cast) => replied(scene, cast, 42, 46) },
  {
    name: 'sentBack',
    count: 5,
    ago: [22, 32],
    wants: work,
    play: async (scene, cast) => review(scene, cast, await replied(scene, cast, 9, 13), false),
  },
  {
    name: 'toCallBack',
    count: 12,
    ago: [19, 23],
    wants: ordinary,
    play: (scene, cast) => reviewed(scene, cast, 9, 11),
  },
  {
    name: 'notReached',
    count: 6,
    ago: [27, 32],
    wants: work,
    async play(scene, cast) {
      const id = await reviewed(scene, cast, 9, 13);
      await scene.wait(1.5);
      await missCall(scene, id);
      if (cast.chance('twice') < 0.5) await scene.wait(7).then(() => missCall(scene, id));
    },
  },
  { name: 'unreachable', count: 4, ago: [60, 96], wants: work, play: courses.notReached },
  { name: 'dissatisfied', count: 6, ago: [25, 30], wants: work, play: courses.unhappy },
  {
    name: 'doneAgain',
    count: 5,
    ago: [36, 44],
    wants: work,
    play: (scene, cast) => courses.redone(scene, cast, false),
  },
  {
    name: 'doneAgainWell',
    count: 4,
    ago: [70, 110],
    wants: work,
    play: (scene, cast) => courses.redone(scene, cast, true),
  },
  {
    name: 'explained',
    count: 2,
    ago: [48, 90],
    wants: plain,
    play: courses.explained,
  },
  { name: 'solved', count: 22, ago: [34, 105], wants: ordinary, play: courses.closed },
  { name: 'solvedUrgent', count: 6, ago: [30, 110], wants: urgent, play: courses.closedFast },
  {
    name: 'partly',
    count: 6,
    ago: [40, 100],
    wants: work,
    play: async (scene, cast) => callBack(scene, cast, await reviewed(scene, cast, 8, 16), 'partly', 3),
  },
  {
    name: 'ratedByLink',
    count: 5,
    ago: [44, 96],
    wants: plain,
    async play(scene, cast) {
      const id = await reviewed(scene, cast, 8, 16);
      if ((await scene.look(id)).state !== 'callbackPending') return;
      await scene.wait(2);
      await scene.byLink(id, 'rate', { solved: 'yes', satisfied: 5 });
    },
  },
  {
    name: 'openedAgain',
    count: 3,
    ago: [52, 70],
    wants: plain,
    play: courses.openedAgain,
  },
  { name: 'archived', count: 7, ago: [130, 200], wants: ordinary, play: courses.closed },
  {
    name: 'answered',
    count: 11,
    ago: [1, 120],
    wants: question,
    play: async (scene, cast) =>
      scene.act(await registered(scene, cast), 'operator', 'answer', { text: cast.phrase('answer') }),
  },
  {
    name: 'redirected',
    count: 4,
    ago: [6, 100],
    wants: question,
    play: courses.redirected,
  },
  {
    name: 'emergency',
    count: 3,
    ago: [6, 100],
    wants: ({ urgency }) => urgency === 'P0',
    play: courses.handedToEmergency,
  },
  { name: 'declined', count: 4, ago: [10, 90], wants: plain, play: courses.declined },
  {
    name: 'appealed',
    count: 3,
    ago: [5, 8],
    wants: plain,
    async play(scene, cast) {
      const id = await courses.declined(scene, cast);
      await scene.wait(3);
      await scene.byLink(id, 'appeal', { reason: cast.phrase('appeal') });
    },
  },
  {
    name: 'withdrawn',
    count: 3,
    ago: [14, 80],
    wants: plain,
    play: courses.withdrawn,
  },
  {
    name: 'family',
    count: 3,
    tickets: 4,
    ago: [11, 26],
    wants: plain,
    play: (scene, cast) => courses.family(scene, cast),
  },
  {
    name: 'familyAnswered',
    count: 1,
    tickets: 4,
    ago: [24, 28],
    wants: plain,
    async play(scene, cast) {
      const id = await courses.family(scene, cast);
      await scene.wait(11);
      await reply(scene, cast, id);
      await review(scene, cast, id);
    },
  },
  { name: 'reportToDispatch', count: 3, ago: [0.5, 3], wants: report, play: (scene, cast) => accepted(scene, cast) },
  { name: 'reportInHand', count: 5, ago: [12, 50], wants: report, play: courses.leftAlone },
  {
    name: 'reportAnswered',
    count: 2,
    ago: [22, 28],
    wants: report,
    play: (scene, cast) => replied(scene, cast, 12, 16),
  },
  { name: 'reportClosed', count: 2, ago: [60, 110], wants: report, play: courses.closed },
];
