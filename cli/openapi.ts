import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { openApiDocument } from '../api/docs/openapi.js';
import { routes } from '../api/routes.js';
import { projectRoot } from '../config/paths.js';

const FILE = 'docs/openapi.json';

export function defineOpenapi(command: Command): void {
  command.option('--write', `write ${FILE} instead of printing it`).action(async (options: { write?: boolean }) => {
    const text = `${JSON.stringify(openApiDocument(routes), null, 2)}\n`;
    if (options.write !== true) {
      process.stdout.write(text);
      return;
    }
    const path = join(projectRoot(), FILE);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    process.stdout.write(`${FILE} is written.\n`);
  });
}
