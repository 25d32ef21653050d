const ABOUT_TICKETS = /FROM\s+ticket(_words|_clock)?\s/;
/** Of an entry in PostgreSQL's log: the line that opens it is not indented, those that follow are. */
const ENTRY = /^\S.*LOG:\s+duration: ([\d.]+) ms\s+plan:\n((?:\t.*\n?)+)/gm;
const BREATH_MS = 300;

/** The plans of every question, asked once each of an API whose database tells how it answers. */
export async function plansOf(city, questions) {
  const ask = await city.startExplainingApi();
  const parts = [];
  for (const question of questions) {
    for (const path of question.asks) {
      const key = city.keyOf(question);
      await ask(path, key);
      const before = (await city.postgresLog()).length;
      await ask(question.whole ? path : `${path}&count=capped`, key);
      await new Promise((done) => setTimeout(done, BREATH_MS));
      const log = (await city.postgresLog()).slice(before);
      const plans = [...log.matchAll(ENTRY)].filter(([, , text]) => ABOUT_TICKETS.test(text));
      parts.push(
        `${'='.repeat(100)}\n${question.name}: GET /api/v1${decodeURIComponent(path)}\n`,
        ...plans.map(([, ms, text]) => `${ms} ms\n${text.replaceAll(/^\t/gm, '  ')}`),
      );
    }
  }
  return `${parts.join('\n')}\n`;
}
