import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productArm } from '../life/arms.mjs';

/**
 * What an administrator looks at on an ordinary morning: each of them a table that is read and written in the ordinary
 * way.
 */
const LOOKED_AT = ['/units', '/classes', '/contacts', '/keys', '/webhooks', '/notices', '/notices/dead', '/tickets'];
const TOGETHER = 4;

/**
 * Lives and looks, so that every part has done its work once: what is loaded only when it is needed is loaded by now.
 */
export async function useIt({ apiPort, dataDir, lives, looks }) {
  const accounts = JSON.parse(readFileSync(join(dataDir, 'demo-accounts.json'), 'utf8'));
  const arm = productArm({ apiPort, accounts }, { name: 'product', pids: {} });
  try {
    let left = lives;
    const lane = async () => {
      while (left > 0) {
        left -= 1;
        await arm.live([], []);
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, lane));
    const headers = { authorization: `Bearer ${accounts.find(({ role }) => role === 'administrator').apiKey}` };
    for (let n = 0; n < looks; n += 1) {
      for (const path of LOOKED_AT) await look(`http://127.0.0.1:${apiPort}/api/v1${path}`, headers);
    }
  } finally {
    arm.close();
  }
}

async function look(url, headers) {
  const response = await fetch(url, { headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} was answered ${response.status}: ${text.slice(0, 200)}`);
}
