import { rmSync } from 'node:fs';

export default async function tearDown() {
  const started = globalThis.huiyingTestPostgres;
  if (!started) return;
  await started.stop();
  rmSync(started.folder, { recursive: true, force: true });
}
