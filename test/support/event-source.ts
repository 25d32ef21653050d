export interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly seq: number; readonly type: string; readonly ticket: { readonly id: string } };
}

export interface EventReader {
  readonly status: number;
  readonly headers: Headers;
  readonly events: readonly SentEvent[];
  /** Every block as it came, comments too. */
  readonly blocks: readonly string[];
  /** Resolves once the other side has ended the stream. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Reads a stream of Server-Sent Events as a program would that was written against the standard. */
export async function readEvents(url: string, headers: Readonly<Record<string, string>>): Promise<EventReader> {
  const aborted = new AbortController();
  const response = await fetch(url, { headers, signal: aborted.signal });
  const events: SentEvent[] = [];
  const blocks: string[] = [];
  async function read(): Promise<void> {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk as Uint8Array, { stream: true });
      const parts = rest.split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) take(part);
    }
  }
  function take(block: string): void {
    blocks.push(block);
    const field = (name: string): string | undefined =>
      block
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    const data = field('data');
    if (data === undefined) return;
    events.push({ id: field('id') ?? '', type: field('event') ?? '', data: JSON.parse(data) as SentEvent['data'] });
  }
  return {
    status: response.status,
    headers: response.headers,
    events,
    blocks,
    ended: read().catch((error: unknown) => {
      if (!aborted.signal.aborted) throw error;
    }),
    close: () => aborted.abort(),
  };
}
