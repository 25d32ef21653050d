import type { ApiWorld, Reply } from './api-world.js';

/** A form with one file, as browsers send it. */
export function formWith(content: Uint8Array, name: string, mediaType: string): FormData {
  const form = new FormData();
  form.append('file', new Blob([Uint8Array.from(content)], { type: mediaType }), name);
  return form;
}

/** What is answered to a form; without a key, by a link. */
export async function sendForm(world: ApiWorld, path: string, apiKey: string | null, form: FormData): Promise<Reply> {
  const response = await fetch(`${world.base}${path}`, {
    method: 'POST',
    body: form,
    headers: apiKey === null ? {} : { Authorization: `Bearer ${apiKey}` },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Reply['body'] };
}

/** Sends a file that is taken, and answers its id. */
export async function uploaded(
  world: ApiWorld,
  apiKey: string,
  content: Uint8Array,
  [name, mediaType]: readonly [string, string],
): Promise<string> {
  const reply = await sendForm(world, '/api/v1/uploads', apiKey, formWith(content, name, mediaType));
  if (reply.status !== 201) throw new Error(`Not taken: ${reply.status} ${reply.text}`);
  return reply.body.id;
}
