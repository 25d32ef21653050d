import type { Response } from 'express';

export interface RouteResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent with `html` and with an empty answer. */
  readonly body?: unknown;
  readonly html?: string;
  /** A body that is neither JSON nor a page, with its whole content type. */
  readonly text?: { readonly contentType: string; readonly content: string };
  /** Takes the response over and ends it itself; `status` and `headers` are sent before. */
  readonly stream?: (response: Response) => void;
}

export function sendResponse(response: Response, { status, headers, body, html, text, stream }: RouteResponse): void {
  response.status(status);
  if (headers) response.set(headers);
  if (stream) stream(response);
  else if (text) response.type(text.contentType).send(text.content);
  else if (html !== undefined) response.type('html').send(html);
  else if (body === undefined) response.end();
  else response.type('application/json').send(JSON.stringify(body));
}
