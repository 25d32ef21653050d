import type { Account } from '../../../api/access/account.js';
import { createListeners } from '../../../api/event/listeners.js';
import { eventually } from '../../support/eventually.js';

const accountBy = (id: string): Account => ({ by: { id } }) as Account;

describe('all who listen', () => {
  it('go on when they came while the keys of the others were looked up', async () => {
    let answer: (open: Set<string>) => void = () => undefined;
    const asked: (readonly string[])[] = [];
    const listeners = createListeners(
      {
        stillOpen(ids) {
          asked.push(ids);
          return new Promise((resolve) => (answer = resolve));
        },
      },
      { checkMs: 1 },
    );
    const ended: string[] = [];
    const listen = (key: string): void =>
      void listeners.add({ account: accountBy(key), end: () => void ended.push(key) });
    listen('revoked');
    listen('good');
    await eventually(() => expect(asked).toEqual([['revoked', 'good']]));
    listen('late');
    answer(new Set(['good']));
    await eventually(() => expect(asked).toHaveLength(2));
    expect(ended).toEqual(['revoked']);
    listeners.close();
  });
});
