import { apiAddresses } from '../../../cli/stack/addresses.js';

describe('Where the API is', () => {
  it('is its own port for whoever connects from this machine, also when citizens have another address', () => {
    const env = { host: '127.0.0.1', publicUrl: 'https://hotline.example.org/' };
    expect(apiAddresses(env, 12_345)).toEqual({
      apiUrl: 'http://127.0.0.1:12345',
      publicUrl: 'https://hotline.example.org',
    });
  });

  it('is the same for everybody without a public address', () => {
    expect(apiAddresses({ host: '10.0.0.7', publicUrl: undefined }, 80)).toEqual({
      apiUrl: 'http://10.0.0.7:80',
      publicUrl: 'http://10.0.0.7:80',
    });
  });

  it.each([
    ['0.0.0.0', 'http://127.0.0.1:80'],
    ['::', 'http://[::1]:80'],
    ['fd00::7', 'http://[fd00::7]:80'],
  ])('is reached from here when it listens on %s', (host, apiUrl) => {
    expect(apiAddresses({ host, publicUrl: undefined }, 80).apiUrl).toBe(apiUrl);
  });
});
