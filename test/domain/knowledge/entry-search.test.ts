import { searchEntries, type Found } from '../../../domain/knowledge/entry-search.js';
import { segmentBuilder } from '../../../domain/knowledge/segment.js';

interface Entry {
  readonly id: string;
  readonly asked: readonly string[];
  readonly answer: string;
  readonly internal?: true;
}
const ENTRIES: readonly Entry[] = [
  { id: 'deposit', asked: ['公积金怎么提取', '住房公积金取出来'], answer: '带身份证到公积金中心窗口办理提取。' },
  { id: 'bridge', asked: ['福元大桥什么时候开工'], answer: '福元大桥列入明年计划。' },
  { id: 'water', asked: ['停水怎么报修'], answer: '供水服务热线二十四小时受理，抢修人员两小时内到场。' },
  { id: 'shift', asked: ['停水期间值班安排'], answer: '内部使用：停水抢修值班表。', internal: true },
];

it('finds the entry by half a sentence, as callers put it, and says by which words', () => {
  expect(found('你好我想问一下住房公积金怎么样能取')).toMatchObject([
    { entry: { id: 'deposit' }, strength: 'strong', words: ['住房公积金'] },
  ]);
});

it('is sure of none where only the way of asking and the kind of thing are the same', () => {
  expect(found('请问银盆岭大桥什么时候开工')).toMatchObject([{ entry: { id: 'bridge' }, strength: 'weak' }]);
  expect(found('请问什么时候')).toEqual([]);
});

it('finds nothing that is not for who asks, in whichever part it stands', () => {
  expect(found('停水了值班电话').map(({ entry }) => entry.id)).toEqual(['water']);
  expect(found('停水了', ENTRIES.length)).toHaveLength(1);
});

it('orders entries of two parts as if they were one', () => {
  const whole = found('停水报修');
  expect(found('停水报修', 2).map(({ entry }) => entry.id)).toEqual(whole.map(({ entry }) => entry.id));
});

/** Of an index whose second part begins at this entry. */
function found(question: string, second = ENTRIES.length): Found<Entry>[] {
  const parts = [ENTRIES.slice(0, second), ENTRIES.slice(second)].map((entries) => {
    const builder = segmentBuilder();
    for (const entry of entries) builder.add(entry);
    return { segment: builder.finish(), entries };
  });
  const accepts = ({ internal }: Entry): boolean => internal !== true;
  return searchEntries(parts, { question, limit: 10, accepts, askedOf: ({ asked }) => asked });
}
