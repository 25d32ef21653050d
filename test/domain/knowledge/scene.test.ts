import {
  entriesOfScene,
  faultsOfScene,
  wordsOfScene,
  type SceneLead,
  type SceneStep,
} from '../../../domain/knowledge/scene.js';

const ENTRY = '00000000-0000-4000-8000-000000000001';
const end: SceneLead = { to: 'line', line: '119' };
const step = (key: string, ...leads: SceneLead[]): SceneStep => ({
  ...{ key, asks: `${key}？` },
  answers: leads.map((lead, at) => ({ words: `答${at}`, leads: lead })),
});
const to = (key: string): SceneLead => ({ to: 'step', step: key });

describe('the steps of a scene', () => {
  it('are a tree from the first on', () => {
    expect(faultsOfScene({ steps: [step('a', to('b'), to('c')), step('b', end), step('c', end)] })).toEqual([]);
  });

  it.each([
    ['two have one key', [step('a', end), step('a', end)], [{ step: 1, answer: null, fault: 'twice' }]],
    ['an answer leads to none', [step('a', to('b'))], [{ step: 0, answer: 0, fault: 'nowhere' }]],
    [
      'two answers lead to one',
      [step('a', to('b'), to('b')), step('b', end)],
      [{ step: 0, answer: 1, fault: 'joins' }],
    ],
    ['one leads back to the first', [step('a', to('a'))], [{ step: 0, answer: 0, fault: 'joins' }]],
    ['no answer leads to it', [step('a', end), step('b', end)], [{ step: 1, answer: null, fault: 'apart' }]],
    [
      'a ring is reached by nobody',
      [step('a', end), step('b', to('c')), step('c', to('b'))],
      [
        { step: 1, answer: null, fault: 'apart' },
        { step: 2, answer: null, fault: 'apart' },
      ],
    ],
  ])('are none where %s', (_why, steps, faults) => {
    expect(faultsOfScene({ steps })).toEqual(faults);
  });

  it('name the entries that they lead to, each once, and are found by all that is said in them', () => {
    const leaf: SceneLead = { to: 'entry', entry: ENTRY };
    const scene = { steps: [step('a', leaf, to('b')), step('b', leaf)] };
    expect(entriesOfScene(scene)).toEqual([ENTRY]);
    expect(wordsOfScene(scene)).toBe('a？\n答0\n答1\nb？\n答0');
  });
});
