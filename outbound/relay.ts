import type { GuardedPost } from './guarded-post.js';
import { signed } from './signature.js';

/** Calls go to the citizen by a number of the telephone platform's, which ends. */
export interface Relay {
  /**
   * A number that leads to `callee` until it ends by itself. For one grant there is one number, however often it is
   * asked for. Throws `RelayAway`.
   */
  open(wanted: WantedNumber): Promise<string>;
  /** It ends now. May be said twice; whether the platform has heard it. */
  close(grant: string): Promise<boolean>;
}

export interface WantedNumber {
  /** Id of the disclosure that it is granted with. */
  readonly grant: string;
  readonly callee: string;
  /** Id of who is going to call; which telephone is theirs the platform knows, or lets anybody call. */
  readonly caller: string;
  readonly until: Date;
}

/** The platform gave no number. `why`, in a word, is for the log. */
export class RelayAway extends Error {
  override readonly name = 'RelayAway';
  constructor(readonly why: string) {
    super(`The telephone platform gave no number: ${why}.`);
  }
}

/** As it is dialled, with what is dialled after it. */
const NUMBER = /^\+?\d{3,20}([,*#-]\d{1,8})?$/;

/**
 * Asks a platform by JSON in signed posts, as webhooks are signed; `now` is when. The answer to `open` is
 * `{"number": "…"}`. One that gives the citizen's own number has given none.
 */
export function createRelay(
  { url, secret }: { readonly url: string; readonly secret: string },
  post: GuardedPost,
  now: () => Date,
): Relay {
  const say = (type: 'open' | 'close', grant: string, what: object = {}): ReturnType<GuardedPost> => {
    const body = JSON.stringify({ type, grant, ...what });
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'huiying-relay/1',
      ...signed([secret], `${type}-${grant}`, now(), body),
    };
    return post(url, { headers, body });
  };
  return {
    async open({ grant, callee, caller, until }) {
      const { error, answer } = await say('open', grant, { callee, caller, until: until.toISOString() });
      if (error !== null) throw new RelayAway(error);
      const number = numberIn(answer);
      if (number === null) throw new RelayAway('no-number');
      if (digitsOf(callee).endsWith(digitsOf(number))) throw new RelayAway('own-number');
      return number;
    },
    close: async (grant) => (await say('close', grant)).error === null,
  };
}

function numberIn(answer: string): string | null {
  try {
    const { number } = (JSON.parse(answer) ?? {}) as { readonly number?: unknown };
    return typeof number === 'string' && NUMBER.test(number) ? number : null;
  } catch {
    return null;
  }
}

const digitsOf = (number: string): string => number.replaceAll(/\D/g, '');
