import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { CliFailure, messageOf } from '../failure.js';

/** A citizen's message as it stands in the file. Who wrote it is not read: nothing here needs to know. */
export interface Message {
  readonly title: string;
  readonly body: string;
  readonly time: string | null;
}

const schema = z.object({ title: z.string(), body: z.string(), time: z.string().optional() });
const UNPRINTABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]|\p{Surrogate}/gu;
const longestTitle = 200;
const longestBody = 10_000;

/**
 * Reads up to `limit` messages, one JSON object a line. What the hotline would not take (blanks, half characters) is
 * cut off.
 */
export async function readMessages(file: string, limit = Infinity): Promise<Message[]> {
  const messages: Message[] = [];
  let line = 0;
  const stream = createReadStream(file, 'utf8');
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      line += 1;
      if (text.trim() === '') continue;
      if (messages.length >= limit) break;
      messages.push(parsed(text, line, file));
    }
  } catch (error) {
    if (error instanceof CliFailure) throw error;
    throw new CliFailure(`${file} was not read`, messageOf(error), 'Name a file with one JSON object a line.');
  } finally {
    stream.destroy();
  }
  if (messages.length === 0) {
    throw new CliFailure('There is nothing to play', `${file} holds no message`, 'Name another file with --messages.');
  }
  return messages;
}

function parsed(text: string, line: number, file: string): Message {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const found = schema.safeParse(value);
  if (!found.success) {
    throw new CliFailure(
      `Line ${line} of ${file} cannot be used`,
      'a message is a JSON object with title, body and time',
      'Correct the line, or name another file with --messages.',
    );
  }
  const title = clean(found.data.title, longestTitle);
  const body = clean(found.data.body, longestBody);
  const time = found.data.time ?? '';
  return {
    title: title || body.slice(0, 30) || '(无标题)',
    body: body || title || '(无正文)',
    time: /[+-]\d\d:\d\d$|Z$/.test(time) && !Number.isNaN(Date.parse(time)) ? time : null,
  };
}

function clean(text: string, longest: number): string {
  return [...text.replace(UNPRINTABLE, '').trim()].slice(0, longest).join('');
}
