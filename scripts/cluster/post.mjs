/**
 * Sends a call or a command, to any version of the ticket. Under its key it may be sent again. Rejects where nobody
 * answers in time.
 * @returns {Promise<Response>}
 */
export function post(url, { apiKey, key, body, withinMs }) {
  return fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      accept: 'application/json',
      'content-type': 'application/json',
      'idempotency-key': key,
      'if-match': '*',
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(withinMs),
  });
}
