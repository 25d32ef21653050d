/**
 * What stands for the reader's own in docs/operations.md, and what whoever follows it has instead. Nothing else of a
 * step is changed.
 * @param {{ passwords: Record<string, string>, postgres: string, temporal: string, gateway: { url: string, address:
 *   string }, api: { host: string, port: number }, secrets: string, lists: string }} own addresses with their ports,
 *   and folders
 */
export const readersOwn = ({ passwords, postgres, temporal, gateway, api, secrets, lists }) => ({
  ...ownPasswords(passwords),
  'db.example.org:5432': postgres,
  'temporal.example.org:7233': temporal,
  'https://hotline.example.org': gateway.url,
  '192.0.2.10': gateway.address,
  '192.0.2.20': api.host,
  "HUIYING_PORT='12345'": `HUIYING_PORT='${api.port}'`,
  '/etc/huiying': secrets,
  '/srv/city': lists,
});

export const ownPasswords = ({ huiying_owner, huiying_app }) => ({
  'owner-password': huiying_owner,
  'app-password': huiying_app,
});
