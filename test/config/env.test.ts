import { EnvError, readEnv } from '../../config/env.js';

describe('the environment', () => {
  it('needs nothing to be set', () => {
    const env = readEnv({});
    expect(env).toMatchObject({
      host: '127.0.0.1',
      port: undefined,
      databaseUrl: undefined,
      masterKeyId: 'k1',
      logLevel: 'info',
    });
    expect(env.dataDir).toBe(`${process.cwd()}/.huiying`);
    expect(env.temporal).toMatchObject({ address: undefined, namespace: 'huiying', taskQueue: 'tickets' });
  });

  it('takes an empty value for an absent one', () => {
    expect(readEnv({ DATABASE_URL: '', HUIYING_PORT: '' })).toMatchObject({ databaseUrl: undefined, port: undefined });
  });

  it('reads the master key as 32 bytes', () => {
    expect(readEnv({ HUIYING_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }).masterKey).toEqual(
      Buffer.alloc(32, 7),
    );
  });

  it.each([
    ['HUIYING_PORT', '70000', 'a whole number from 1 to 65535'],
    ['HUIYING_PORT', 'abc', 'a whole number'],
    ['DATABASE_URL', 'mysql://secret@host/x', 'postgres://'],
    ['TEMPORAL_ADDRESS', 'http://host', 'host:port'],
    ['HUIYING_MASTER_KEY', 'c2hvcnQ=', '32 random bytes in base64'],
    ['LOG_LEVEL', 'loud', 'one of silent, fatal'],
    ['HUIYING_TRUSTED_PROXIES', '10.0.0.0/33', 'addresses and networks'],
    ['HUIYING_TRUSTED_PROXIES', 'proxy.example.org', 'addresses and networks'],
    ['HUIYING_KEY_REQUESTS_PER_MINUTE', '-1', 'a whole number'],
    ['TEMPORAL_TLS_CERT', '/only/one.pem', 'together with TEMPORAL_TLS_CERT'],
  ])('names %s=%s and says what is expected, without repeating the value', (key, value, hint) => {
    const read = () => readEnv({ [key]: value });
    expect(read).toThrow(EnvError);
    expect(read).toThrow(hint);
    expect(read).not.toThrow(value);
  });

  it('takes 0 for a budget without a bound', () => {
    expect(readEnv({}).requestsPerMinute).toEqual({ key: 6_000, address: 600 });
    expect(readEnv({ HUIYING_ADDRESS_REQUESTS_PER_MINUTE: '0' }).requestsPerMinute.address).toBeNull();
  });

  it('reads proxies as a list', () => {
    expect(readEnv({}).trustedProxies).toEqual([]);
    expect(readEnv({ HUIYING_TRUSTED_PROXIES: '10.1.0.7, 2001:db8::/32' }).trustedProxies).toEqual([
      '10.1.0.7',
      '2001:db8::/32',
    ]);
  });

  it('names every bad key at once', () => {
    expect(() => readEnv({ HUIYING_PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/HUIYING_PORT.*LOG_LEVEL/s);
  });
});
