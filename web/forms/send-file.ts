import { api, ask } from '../api/client.js';

export async function sendFile(file: File): Promise<{ id: string; name: string }> {
  const form = new FormData();
  form.append('file', file);
  // The browser writes the form and says so in the header; the description only names its part.
  const { id, name } = await ask(
    api.POST('/api/v1/uploads', { body: form as never, bodySerializer: (body) => body as unknown as FormData }),
  );
  return { id, name };
}
