// Stands in for the worker and the API: ready at once, ends on SIGTERM, and does as it is told by its environment.
import { appendFileSync } from 'node:fs';

const { FAKE_NAME: name = 'fake', FAKE_JOURNAL: journal, FAKE_DIES: dies, FAKE_STUBBORN: stubborn } = process.env;
process.on('message', (message) => {
  if (message.howAreYou && !process.env.FAKE_SILENT) process.send?.({ well: true });
});
const note = (what) => journal && appendFileSync(journal, `${name} ${what}\n`);

if (dies === 'at once') process.exit(7);
process.on('SIGTERM', () => {
  note('stops');
  if (!stubborn) process.exit(0);
});
process.on('disconnect', () => note('is alone'));
setInterval(() => {}, 60_000);
note('starts');
process.send?.({ ready: true });
