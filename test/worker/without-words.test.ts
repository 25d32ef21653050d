import { withoutWords } from '../../worker/without-words.js';

describe('What the worker logs of an error', () => {
  it('is its class and its place, and nothing of what it says in however many lines', () => {
    const error = new TypeError('The row holds\n拖欠CANARY\nand no more.');
    const line = JSON.stringify(withoutWords({ attempt: 2, error, task: '{"CANARY":1}', taskEncoded: 'CANARY' }));
    expect(line).not.toMatch(/CANARY|row holds|no more/);
    expect(JSON.parse(line)).toMatchObject({ attempt: 2, error: 'TypeError' });
    expect(line).toContain('without-words.test');
  });

  it('is nothing when it is no error', () => {
    expect(withoutWords({ attempt: 2, error: '拖欠CANARY' })).toEqual({ attempt: 2 });
    expect(withoutWords(undefined)).toEqual({});
  });
});
