import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeRoot, readCompose, runScript } from '../support/compose.js';

const NEW = `sha256:${'ab'.repeat(32)}`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huiying-images-'));
  for (const name of ['docker-compose.yml', 'Dockerfile']) await copyFile(join(composeRoot, name), join(folder, name));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A registry in which every tag stands for `NEW`, or which answers otherwise. */
async function renew(option = '', answer = `echo ${NEW}`): Promise<string> {
  await writeFile(join(folder, 'docker'), `#!/bin/sh\ntest "$1 $2 $3" = 'buildx imagetools inspect'\n${answer}\n`);
  await chmod(join(folder, 'docker'), 0o755);
  const command = `exec node ${composeRoot}/scripts/renew-images.mjs --in "$1" ${option}`;
  return runScript(command, {}, { path: [folder], args: [folder] });
}
const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

describe('renewing the images', () => {
  it('writes what the tags stand for now, of every image but our own, and keeps the tags', async () => {
    const before = await read('docker-compose.yml');
    const said = await renew();
    expect(said).toContain(`postgres:18.6 was sha256:5a5a84b19854`);
    expect(said).toContain('6 of 6 images.');
    expect(await read('docker-compose.yml')).toBe(before.replaceAll(/sha256:[0-9a-f]{64}/g, NEW));
    expect(await read('Dockerfile')).toContain(`FROM node:24.20.0-slim@${NEW} AS base`);
    expect(await renew('--check')).toBe('6 images are as their tags say.\n');
  });

  it('only says what is old when it is asked to', async () => {
    const before = await read('docker-compose.yml');
    await expect(renew('--check')).rejects.toThrow('ended with 1');
    expect(await read('docker-compose.yml')).toBe(before);
  });

  it('writes nothing when the registry does not answer, and says of which image', async () => {
    const before = await read('docker-compose.yml');
    await expect(renew('', 'echo "no route to host" >&2; exit 1')).rejects.toThrow(
      /No digest of caddy:[\d.a-z-]+: no route to host/,
    );
    expect(await read('docker-compose.yml')).toBe(before);
  });
});

it('every image that is not built here has a digest, so that a tag that is moved changes nothing', () => {
  const { services } = readCompose({ HUIYING_PUBLIC_URL: 'https://hotline.example.org' });
  const foreign = Object.values(services).filter(({ image }) => !image.startsWith('huiying:'));
  expect(foreign.length).toBeGreaterThan(6);
  for (const { image } of foreign) expect(image).toMatch(/^[a-z/-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
});
