import { foldedCall, type CallEvent, type CallEventName } from '../../../domain/call/call.js';

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 23, 8, 0, second));
const said = (event: CallEventName, second: number, agent: string | null = null): CallEvent => ({
  ...{ event, agent, at: at(second) },
  account: agent === null ? null : `person-${agent}`,
});
const LIFE = [
  said('ringing', 1, '8012'),
  said('answered', 5, '8012'),
  said('transferred', 60, '8020'),
  said('ended', 90),
];

/** Every order in which these may come. */
function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((one, nth) => orders(items.toSpliced(nth, 1)).map((rest) => [one, ...rest]));
}

describe('a call', () => {
  it('is what its events say, whatever the order in which they come and however often', () => {
    const whole = foldedCall(LIFE);
    expect(whole).toEqual({
      ...{ state: 'ended', agent: '8020', account: 'person-8020', accounts: ['person-8012', 'person-8020'] },
      ...{ beganAt: at(1), answeredAt: at(5), endedAt: at(90) },
    });
    for (const order of orders(LIFE)) {
      expect(foldedCall(order)).toEqual(whole);
      expect(foldedCall([...order, ...order])).toEqual(whole);
    }
  });

  it('is nothing of which nothing was said', () => {
    expect(foldedCall([])).toBeNull();
  });

  it('rings at the line where it rang last, and stays with who answered when another one rings', () => {
    const queue = [said('ringing', 1), said('ringing', 2, '8012'), said('ringing', 20, '8013')];
    expect(foldedCall(queue)).toMatchObject({ state: 'ringing', account: 'person-8013' });
    const answered = [...queue, said('answered', 22, '8013'), said('ringing', 25, '8012')];
    expect(foldedCall(answered)).toMatchObject({ state: 'answered', account: 'person-8013' });
  });

  it('was missed when it ended and nobody had answered, until it is told that somebody had', () => {
    const missed = [said('ringing', 1, '8012'), said('ended', 30)];
    expect(foldedCall(missed)).toMatchObject({ state: 'missed', answeredAt: null });
    expect(foldedCall([...missed, said('answered', 10, '8012')])).toMatchObject({ state: 'ended' });
  });

  it('that was transferred had been answered, though that was never told', () => {
    expect(foldedCall([said('transferred', 9, '8020'), said('ended', 30)])).toMatchObject({
      ...{ state: 'ended', answeredAt: at(9) },
    });
  });

  it('belongs to nobody at a line that nobody is known for', () => {
    const unknown = { ...said('answered', 5, '9999'), account: null };
    expect(foldedCall([said('ringing', 1, '8012'), unknown])).toMatchObject({ agent: '9999', account: null });
  });
});
