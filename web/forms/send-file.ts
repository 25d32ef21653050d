import type { components } from '../generated/api.js';
import { problemErrorOf, Unreachable } from '../api/client.js';
import { lock } from '../api/lock.js';
import { reachable } from '../api/reachable.js';
import { currentLanguage } from '../words/i18n.js';

type SentFile = Pick<components['schemas']['Upload'], 'id' | 'name'>;

const PATH = '/api/v1/uploads';
const UNAUTHENTICATED = 401;

/** Names of what was sent from this page, so that a form that is opened again shows what it would send. */
const names = new Map<string, string>();

export const nameOfSent = (id: string): string | undefined => names.get(id);

/**
 * Sends one file, and says how much of it is there, between 0 and 1: what `fetch` cannot. If the session is over
 * meanwhile it waits for its person, as every request does.
 */
export async function sendFile(
  file: File,
  told: (share: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<SentFile> {
  for (;;) {
    const { status, body, headers } = await post(file, told, signal);
    if (status === UNAUTHENTICATED && lock.person() !== null) {
      await lock.opened();
      continue;
    }
    if (status >= 300) throw problemErrorOf(body, new Response(null, { status, headers }));
    const { id, name } = body as SentFile;
    names.set(id, name);
    return { id, name };
  }
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

function post(file: File, told: (share: number) => void, signal: AbortSignal | undefined): Promise<Answer> {
  const form = new FormData();
  form.append('file', file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', PATH);
    request.responseType = 'json';
    request.setRequestHeader('Accept-Language', currentLanguage());
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) told(loaded / total);
    };
    request.onload = () => {
      reachable.set(true);
      const headers = new Headers();
      for (const name of ['Retry-After', 'X-Request-Id']) {
        const value = request.getResponseHeader(name);
        if (value !== null) headers.set(name, value);
      }
      resolve({ status: request.status, body: request.response as unknown, headers });
    };
    request.onerror = () => {
      reachable.set(false);
      reject(new Unreachable());
    };
    request.onabort = () => reject(new DOMException('Left', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
