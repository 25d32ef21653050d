import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import { CLIENT_ID, closed, listening } from './identity-provider.js';

/** What stands in a token, as whoever makes one can make it. */
export interface Token {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Stands in for a provider, and answers whatever code with the token that a test wants. */
export interface LyingProvider {
  readonly issuer: string;
  /** Keys with which it signs; only the public part of the first is published. */
  readonly own: KeyObject;
  readonly foreign: KeyObject;
  /** The published key as PEM, as whoever signs by HS256 with it would have it. */
  readonly publicPem: string;
  /** A token that is right, for who came with this nonce. */
  right(nonce: string): Token;
  /** What the next codes are answered with. */
  answers(token: string): void;
  /** What was asked of it, and of the other address that tokens may name, since the last time. */
  asked(): string[];
  readonly elsewhere: string;
  close(): Promise<void>;
}

export async function aLyingProvider(): Promise<LyingProvider> {
  const { publicKey, privateKey: own } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { privateKey: foreign, publicKey: foreignPublic } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keysOf = (key: KeyObject): object => ({
    keys: [{ ...key.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }],
  });
  let asked: string[] = [];
  let answer = '';
  const other = createServer((request, response) => {
    asked.push(`elsewhere ${request.url ?? ''}`);
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(keysOf(foreignPublic)));
  });
  const elsewhere = await listening(other);
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const body =
      request.url === '/keys'
        ? keysOf(publicKey)
        : request.url === '/token'
          ? { access_token: 'a', token_type: 'Bearer', id_token: answer }
          : {
              issuer,
              authorization_endpoint: `${issuer}/auth`,
              token_endpoint: `${issuer}/token`,
              jwks_uri: `${issuer}/keys`,
              response_types_supported: ['code'],
              subject_types_supported: ['public'],
              id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
            };
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(body));
  });
  const issuer = await listening(server);
  return {
    ...{ issuer, own, foreign, elsewhere },
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    right(nonce) {
      const iat = Math.floor(Date.now() / 1_000);
      const claims = { iss: issuer, sub: 's-1', aud: CLIENT_ID, nonce, iat, exp: iat + 300, groups: ['desk'] };
      return { header: { alg: 'RS256', kid: 'k1' }, claims };
    },
    answers: (token) => void (answer = token),
    asked() {
      const before = asked;
      asked = [];
      return before;
    },
    async close() {
      await closed(server);
      await closed(other);
    },
  };
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signed by a key pair, by a shared secret, or by nobody. */
export function tokenOf({ header, claims }: Token, key: KeyObject | string | null): string {
  const said = `${part(header)}.${part(claims)}`;
  if (key === null) return `${said}.`;
  const signature =
    typeof key === 'string'
      ? createHmac('sha256', key).update(said).digest()
      : sign('RSA-SHA256', Buffer.from(said), key);
  return `${said}.${signature.toString('base64url')}`;
}
