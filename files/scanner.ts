import { once } from 'node:events';
import { connect } from 'node:net';

/** `found`: the name under which the scanner knows it. */
export type Verdict = { readonly clean: true } | { readonly found: string };

export interface Scanner {
  /** Throws `ScannerAway` when nobody can say. */
  scan(content: AsyncIterable<Uint8Array>): Promise<Verdict>;
}

/** Not reached, too slow, or not able to say: nobody knows whether it is clean. */
export class ScannerAway extends Error {
  override readonly name = 'ScannerAway';
}

const PATIENCE_MS = 20_000;
const LONGEST_ANSWER = 1_024;

/** ClamAV's daemon, by its own protocol: `INSTREAM`, chunks with their length before them, and an empty one. */
export function createClamd(
  { host, port }: { readonly host: string; readonly port: number },
  patienceMs = PATIENCE_MS,
): Scanner {
  return {
    async scan(content) {
      const socket = connect({ host, port });
      socket.setTimeout(patienceMs, () => socket.destroy(new Error('It was silent for too long.')));
      const answered = answerOf(socket);
      // Who is not heard out (a limit of its own, say) has closed the connection, and is read all the same.
      const sent = send(socket, content).catch(() => undefined);
      try {
        await sent;
        return verdictOf(await answered);
      } catch (error) {
        throw error instanceof ScannerAway ? error : new ScannerAway('The scanner did not answer.', { cause: error });
      } finally {
        socket.destroy();
      }
    },
  };
}

type Socket = ReturnType<typeof connect>;

async function send(socket: Socket, content: AsyncIterable<Uint8Array>): Promise<void> {
  socket.write('zINSTREAM\0');
  for await (const chunk of content) {
    if (chunk.length === 0) continue;
    if (socket.destroyed) return;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    socket.write(length);
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
  }
  socket.write(Buffer.alloc(4));
}

function answerOf(socket: Socket): Promise<string> {
  const answered = new Promise<string>((resolve, reject) => {
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      answer = `${answer}${part}`.slice(0, LONGEST_ANSWER);
      if (answer.includes('\0')) resolve(answer);
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
  });
  // Sending may fail first; nobody is left alone with this one then.
  answered.catch(() => undefined);
  return answered;
}

function verdictOf(answer: string): Verdict {
  const said = answer.split('\0')[0]?.trim() ?? '';
  if (said === 'stream: OK') return { clean: true };
  const [, found] = /^stream: (\S{1,200}) FOUND$/.exec(said) ?? [];
  if (found === undefined) throw new ScannerAway('The scanner could not say whether it is clean.');
  return { found };
}
