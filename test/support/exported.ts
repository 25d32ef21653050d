import { PATIENCE_MS } from './eventually.js';
import { until, type Account, type Answer, type RunningStack } from './running-stack.js';

/** All tickets in sight with these columns, as a file: asked, granted by another person where one must, and fetched. */
export async function exportedBy(
  stack: RunningStack,
  { asks, decides }: { readonly asks: Account; readonly decides: Account },
  columns: readonly string[],
): Promise<string> {
  const taken = async (account: Account, method: string, path: string, body?: object): Promise<Answer['body']> => {
    const { status, body: answer } = await stack.send(account, method, path, { body, patient: true });
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${String(answer['detail'])}`);
    return answer;
  };
  const wish = { kind: 'tickets', format: 'csv', purpose: 'analysis', words: 'x', columns };
  const asked = await taken(asks, 'POST', '/exports', wish);
  const path = `/exports/${String(asked['id'])}`;
  if (asked['state'] === 'waiting') await taken(decides, 'POST', `${path}/decision`, { grant: true });
  let state: unknown;
  await until(
    async () => (state = (await taken(asks, 'GET', path))['state']) === 'ready',
    PATIENCE_MS,
    () => `the export is ${String(state)}`,
  );
  const { link } = await taken(asks, 'POST', `${path}/link`);
  const { apiUrl } = await stack.runtime();
  // Here it is asked of this process, whatever address the outside knows it by.
  const { pathname, search } = new URL(String(link), apiUrl);
  const response = await fetch(`${apiUrl}${pathname}${search}`, {
    headers: { authorization: `Bearer ${asks.apiKey}` },
  });
  if (response.status !== 200) throw new Error(`The file: ${response.status}`);
  return response.text();
}
