import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment, EnvError, readEnv, secretSettings } from '../../config/env.js';

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

  describe('with a bucket for files', () => {
    const BUCKET = {
      HUIYING_S3_BUCKET: 'files',
      HUIYING_S3_ENDPOINT: 'https://s3.example.org',
      HUIYING_S3_KEY_ID: 'id',
      HUIYING_S3_SECRET: 'canary',
    };

    it('keeps files there alone, unless it names the folder that they come from', () => {
      const { bucket, filesDir } = readEnv(BUCKET);
      expect(bucket).toEqual({
        ...{ bucket: 'files', endpoint: 'https://s3.example.org', keyId: 'id', secret: 'canary' },
        ...{ region: 'us-east-1', pathStyle: true },
      });
      expect(filesDir).toBeUndefined();
      expect(readEnv({ ...BUCKET, HUIYING_FILES_DIR: '/srv/files' }).filesDir).toBe('/srv/files');
      expect(readEnv({ ...BUCKET, HUIYING_S3_PATH_STYLE: 'no' }).bucket?.pathStyle).toBe(false);
    });

    it('has none, and a folder, when nothing is said', () => {
      expect(readEnv({})).toMatchObject({ bucket: undefined, filesDir: `${process.cwd()}/.huiying/files` });
    });

    it.each(Object.keys(BUCKET))('wants %s with the others, and says so without repeating a secret', (name) => {
      const read = () => readEnv({ ...BUCKET, [name]: '' });
      expect(read).toThrow(EnvError);
      expect(read).toThrow(`${name}: expected`);
      expect(read).not.toThrow('canary');
    });

    it.each([
      ['HUIYING_S3_BUCKET', '../etc'],
      ['HUIYING_S3_ENDPOINT', 's3.example.org'],
      ['HUIYING_S3_PATH_STYLE', 'perhaps'],
      ['HUIYING_S3_REGION', 'here and there'],
    ])('does not take %s=%s', (name, value) => {
      expect(() => readEnv({ ...BUCKET, [name]: value })).toThrow(`${name}: expected`);
    });
  });

  describe('with a telephone platform', () => {
    const RELAY = {
      HUIYING_RELAY_URL: 'https://relay.example.org/numbers',
      HUIYING_RELAY_SECRET: `whsec_${Buffer.alloc(24, 'canary').toString('base64')}`,
    };

    it('signs what it asks there, and has none when nothing is said', () => {
      expect(readEnv(RELAY).relay).toEqual({ url: RELAY.HUIYING_RELAY_URL, secret: RELAY.HUIYING_RELAY_SECRET });
      expect(readEnv({}).relay).toBeUndefined();
    });

    it.each([
      ['HUIYING_RELAY_URL', ''],
      ['HUIYING_RELAY_URL', 'relay.example.org'],
      ['HUIYING_RELAY_SECRET', ''],
      ['HUIYING_RELAY_SECRET', 'canary-canary-canary-canary-canary'],
      ['HUIYING_RELAY_SECRET', `whsec_${'canary'.repeat(5)}`],
    ])('does not take %s=%s, and does not repeat it', (name, value) => {
      const read = () => readEnv({ ...RELAY, [name]: value });
      expect(read).toThrow(`${name}: expected`);
      expect(read).not.toThrow('canary');
    });
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

  it('takes blanks between the members of a list as well as commas', () => {
    expect(readEnv({ HUIYING_TRUSTED_PROXIES: '172.31.253.0/24 10.0.0.1,10.0.0.2' }).trustedProxies).toEqual([
      '172.31.253.0/24',
      '10.0.0.1',
      '10.0.0.2',
    ]);
  });

  it('names every bad key at once', () => {
    expect(() => readEnv({ HUIYING_PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/HUIYING_PORT.*LOG_LEVEL/s);
  });
});

describe('a secret in a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'huiying-secrets-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const file = (content: string): string => {
    const path = join(folder, 'secret');
    writeFileSync(path, content);
    return path;
  };

  it('is read without the end of its line', () => {
    const key = Buffer.alloc(32, 7);
    expect(readEnv({ HUIYING_MASTER_KEY_FILE: file(`${key.toString('base64')}\n`) }).masterKey).toEqual(key);
  });

  it.each(secretSettings)('is taken for %s, and refused beside it', (name) => {
    const given = { [`${name}_FILE`]: file(''), [name]: 'x' };
    expect(() => readEnv(given)).toThrow(
      new RegExp(`^The environment .*${name}_FILE: expected a file that can be read`),
    );
  });

  it('counts as absent when it is empty', () => {
    expect(readEnv({ HUIYING_SMTP_URL_FILE: file('') }).smtpUrl).toBeUndefined();
  });

  it('that cannot be read stops the program, by the name of its setting and not of the file', () => {
    const missing = join(folder, 'missing');
    expect(() => readEnv({ TEMPORAL_API_KEY_FILE: missing })).toThrow(/TEMPORAL_API_KEY_FILE/);
    expect(() => readEnv({ TEMPORAL_API_KEY_FILE: missing })).not.toThrow(missing);
  });

  it('that cannot be used is told by the name of its setting, without what it holds', () => {
    expect(() => readEnv({ HUIYING_MASTER_KEY_FILE: file('c2hvcnQ=') })).toThrow('HUIYING_MASTER_KEY: expected 32');
  });

  it('with the password of the database goes into the address, whatever signs it has', () => {
    const { databaseUrl = '' } = readEnv({
      DATABASE_URL: 'postgres://huiying_app@db:5432/huiying?sslmode=verify-full',
      DATABASE_PASSWORD_FILE: file('a/b:c@d%\n'),
    });
    expect(decodeURIComponent(new URL(databaseUrl).password)).toBe('a/b:c@d%');
    expect(databaseUrl).toContain('@db:5432/huiying?sslmode=verify-full');
  });

  it('does not stand beside the same secret in what a child process is given', () => {
    process.env['HUIYING_MASTER_KEY_FILE'] = '/run/secrets/master_key';
    try {
      expect(childEnvironment({ HUIYING_MASTER_KEY: 'x' })).not.toHaveProperty('HUIYING_MASTER_KEY_FILE');
      expect(childEnvironment()).toHaveProperty('HUIYING_MASTER_KEY_FILE');
    } finally {
      delete process.env['HUIYING_MASTER_KEY_FILE'];
    }
  });
});
