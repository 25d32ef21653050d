import { setTimeout as pause } from 'node:timers/promises';
import { inSightOf } from './feed-reader.mjs';

const AGAIN_AFTER_MS = 300;
/** Longer than a heartbeat: a stream that says nothing for so long is dead. */
const SILENT_MS = 40_000;
const QUIET_MS = 3_000;

/**
 * A department's own system that holds the stream open from the beginning to the end of the run, and comes again where
 * it was when it ends.
 */
export function followStream({ url, apiKey, unit }) {
  const read = new Set();
  const found = [];
  let place = null;
  let over = false;
  let streams = 0;
  let lastAt = Date.now();
  let stop = new AbortController();

  async function stream() {
    stop = new AbortController();
    const response = await fetch(`${url}/api/v1/events/stream`, {
      headers: { authorization: `Bearer ${apiKey}`, ...(place !== null && { 'last-event-id': place }) },
      signal: AbortSignal.any([stop.signal, AbortSignal.timeout(SILENT_MS * 10)]),
    });
    if (response.status !== 200) {
      found.push(`a stream was answered ${response.status}`);
      await response.body?.cancel();
      return;
    }
    streams += 1;
    let text = '';
    for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
      text += part;
      lastAt = Date.now();
      const messages = text.split('\n\n');
      text = messages.pop();
      for (const message of messages) hear(message);
    }
  }

  function hear(message) {
    const fields = Object.fromEntries(
      message.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
    );
    if (fields.id) place = fields.id;
    if (!fields.data) return;
    const { ticket, seq, type } = JSON.parse(fields.data);
    if (type === 'retracted') return;
    if (read.has(`${ticket.id}/${seq}`)) found.push(`${ticket.id}/${seq} came twice`);
    read.add(`${ticket.id}/${seq}`);
  }

  const running = (async () => {
    while (!over) {
      await stream().catch((error) => {
        if (!over) found.push(`a stream was broken off: ${error.cause?.code ?? error.name}`);
      });
      if (!over) await pause(AGAIN_AFTER_MS);
    }
  })();

  return {
    get streams() {
      return streams;
    },
    /** When nothing has come for a while. */
    async end() {
      lastAt = Date.now();
      while (Date.now() - lastAt < QUIET_MS) await pause(200);
      over = true;
      stop.abort();
      await running;
    },
    async check(pool) {
      const places = await inSightOf(pool, unit);
      const missed = places.filter((one) => !read.has(one)).map((one) => `${one} never came`);
      return {
        check: `the stream told the unit ${unit} every event in its sight once, and ended in good order`,
        looked: places.length,
        found: missed.length + found.length,
        examples: [...found, ...missed].slice(0, 10),
      };
    },
  };
}
