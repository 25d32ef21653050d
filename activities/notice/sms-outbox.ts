import { appendFile } from 'node:fs/promises';
import type { NoticeTransport } from './message.js';

/**
 * The provider of the development: what would be sent is written to a file, a line each, for its owner's eyes only.
 * Another provider takes the same: the code of an approved text, its parameters, who speaks, and a name by which a
 * repetition is known.
 */
export function createSmsOutbox(file: string): NoticeTransport<'sms'> {
  return {
    async send({ id, sms, text }, to) {
      try {
        const { templateCode, params, sign } = sms;
        const line = JSON.stringify({ templateCode, params, sign, outId: id, to: to.phone, text });
        await appendFile(file, `${line}\n`, { mode: 0o600 });
        return { kind: 'ok' };
      } catch (error) {
        return { kind: 'away', code: `sms-${((error as NodeJS.ErrnoException).code ?? 'unknown').toLowerCase()}` };
      }
    },
  };
}
