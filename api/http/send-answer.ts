import type { Response } from 'express';
import type { Answer } from './route.js';

export function sendAnswer(response: Response, { status, headers, body, html, text, stream }: Answer): void {
  response.status(status);
  if (headers) response.set(headers);
  if (stream) stream(response);
  else if (text) response.type(text.contentType).send(text.content);
  else if (html !== undefined) response.type('html').send(html);
  else if (body === undefined) response.end();
  else response.type('application/json').send(JSON.stringify(body));
}
