import { allowedTargets } from '../../outbound/allowed-targets.js';
import { createTargetGuard, TargetRefused, type Resolve, type TargetFault } from '../../outbound/target-guard.js';

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
  'half-private.example': ['93.184.215.14', '10.0.0.7'],
  'inside.example': ['10.1.2.3'],
  localhost: ['127.0.0.1', '::1'],
};
const resolve: Resolve = (name) => {
  const found = NAMES[name];
  return found ? Promise.resolve(found) : Promise.reject(new Error('ENOTFOUND'));
};

async function faultOf(address: string, allowed: readonly string[] = []): Promise<TargetFault | 'taken'> {
  try {
    await createTargetGuard(allowedTargets(allowed), resolve).admit(address);
    return 'taken';
  } catch (error) {
    if (error instanceof TargetRefused) return error.fault;
    throw error;
  }
}

describe('the guard of outgoing calls', () => {
  it.each([
    ['https://127.0.0.1/', 'private'],
    ['https://127.9.9.9/', 'private'],
    ['https://0.0.0.0/', 'private'],
    ['https://10.0.0.1/', 'private'],
    ['https://172.16.0.1/', 'private'],
    ['https://192.168.1.1/', 'private'],
    ['https://100.64.0.1/', 'private'],
    ['https://169.254.169.254/latest/meta-data', 'private'],
    ['https://224.0.0.1/', 'private'],
    ['https://255.255.255.255/', 'private'],
    ['https://[::1]/', 'private'],
    ['https://[::]/', 'private'],
    ['https://[::ffff:10.0.0.1]/', 'private'],
    ['https://[::ffff:127.0.0.1]/', 'private'],
    ['https://[fe80::1]/', 'private'],
    ['https://[fd00::1]/', 'private'],
    ['https://[fec0::1]/', 'private'],
    ['https://[ff02::1]/', 'private'],
    ['https://[64:ff9b::a00:1]/', 'private'],
    ['https://[64:ff9b:1::a00:1]/', 'private'],
    ['https://[2002:a00:1::]/', 'private'],
    ['https://[::10.0.0.1]/', 'private'],
    ['https://0x7f.1/', 'spelling'],
    ['https://2130706433/', 'spelling'],
    ['https://0177.0.0.1/', 'spelling'],
    ['https://127.1/', 'spelling'],
    ['https://１２７.0.0.1/', 'spelling'],
    ['https://localhost/', 'private'],
    ['https://localhost./', 'private'],
    ['https://half-private.example/', 'private'],
    ['https://nowhere.example/', 'unknown-name'],
    ['https://user@public.example/', 'credentials'],
    ['https://user:secret@public.example/', 'credentials'],
    ['https://public.example@10.0.0.1/', 'credentials'],
    ['http://public.example/', 'scheme'],
    ['https://public.example:5432/', 'port'],
    ['https://public.example:25/', 'port'],
    ['https://public.example:7233/', 'port'],
    ['file:///etc/passwd', 'malformed-url'],
    ['gopher://public.example/', 'malformed-url'],
    ['//public.example/', 'malformed-url'],
    ['not an address', 'malformed-url'],
  ] as const)('refuses %s: %s', async (address, fault) => {
    expect(await faultOf(address)).toBe(fault);
  });

  it.each(['https://public.example/', 'https://public.example:8443/x?y=1', 'https://93.184.215.14/'])(
    'takes %s',
    async (address) => {
      expect(await faultOf(address)).toBe('taken');
    },
  );

  it.each([
    ['http://10.1.2.3:9000/', ['10.1.0.0/16'], 'taken'],
    ['http://10.2.2.3:9000/', ['10.1.0.0/16'], 'private'],
    ['http://10.1.2.3:9000/', ['10.1.2.3:9000'], 'taken'],
    ['http://10.1.2.3:9001/', ['10.1.2.3:9000'], 'port'],
    ['http://[fd00::7]:9000/', ['[fd00::]/8'], 'taken'],
    ['http://[::ffff:10.1.2.3]:9000/', ['10.1.2.3'], 'taken'],
    ['http://inside.example:8080/', ['inside.example:8080'], 'taken'],
    ['http://inside.example:8080/', ['10.1.0.0/16:8080'], 'taken'],
    ['http://INSIDE.example:8080/', ['inside.example'], 'taken'],
    // Allowing one thing opens nothing beside it.
    ['https://localhost/', ['inside.example'], 'private'],
    ['http://public.example/', ['10.1.0.0/16'], 'scheme'],
    ['https://public.example:9000/', ['10.1.0.0/16'], 'port'],
    ['http://0x0a.1.2.3/', ['10.1.0.0/16'], 'spelling'],
  ] as const)('with %s and the list %j: %s', async (address, allowed, verdict) => {
    expect(await faultOf(address, allowed)).toBe(verdict);
  });

  it('refuses a list that makes no sense', () => {
    expect(() => allowedTargets(['10.0.0.0/99'])).toThrow('at most 32 bits');
    expect(() => allowedTargets(['name.example/8'])).toThrow('neither a network nor a name');
  });
});
