import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsOf, operationsGuide, statementsOf, STEPS, stepsOf } from '../../scripts/cluster/document.mjs';
import { readersOwn } from '../../scripts/cluster/readers-own.mjs';

const operations = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
const instead = readersOwn({
  passwords: { huiying_owner: 'p1', huiying_app: 'p2' },
  postgres: '127.0.0.1:5555',
  temporal: '127.0.0.1:7777',
  gateway: { url: 'http://127.0.0.1:8888', address: '127.0.0.9' },
  api: { host: '127.0.0.1', port: 9999 },
  secrets: '/run/secrets',
  lists: '/run/lists',
});
const marked = (name: string, language: string, text: string): string =>
  `<!-- step: ${name} -->\n\n\`\`\`${language}\n${text}\n\`\`\`\n`;

describe('the operations guide, as scripts/cluster-run.mjs --by-the-book follows it', () => {
  const guide = operationsGuide();
  const lines = (step: string): string[] => commandsOf(guide.text(step, instead));

  it('marks every step that is followed, in that order', () => {
    expect(Object.entries(guide.languages)).toEqual(Object.entries(STEPS));
  });

  it.each(Object.keys(STEPS))('leaves no example in the step %s that is not replaced', (step) => {
    expect(guide.text(step, instead)).not.toMatch(/example\.(org|com)|192\.0\.2\.|-password|\/etc\/|\/srv\//);
  });

  it('makes two accounts that are no superusers, and gives the one that runs its rights before the first migration', () => {
    const accounts = statementsOf(guide.text('postgres-accounts', instead));
    expect(accounts.slice(0, 2)).toEqual([
      "CREATE ROLE huiying_owner LOGIN PASSWORD 'p1'",
      "CREATE ROLE huiying_app LOGIN PASSWORD 'p2'",
    ]);
    expect(statementsOf(guide.text('postgres-rights')).every((one) => one.endsWith('TO huiying_app'))).toBe(true);
  });

  it('migrates, seeds and looks as the owner, and runs a worker and an API as the other', () => {
    expect(lines('prepare').map((line) => line.replace(/\s+#.*/, ''))).toEqual([
      "export DATABASE_URL='postgres://huiying_owner:p1@127.0.0.1:5555/huiying'",
      'npx huiying migrate',
      'npx huiying seed',
      'npx huiying doctor',
    ]);
    const run = lines('run');
    expect(run[0]).toBe("export DATABASE_URL='postgres://huiying_app:p2@127.0.0.1:5555/huiying'");
    expect(run).toContain("export HUIYING_PORT='9999'");
    expect(run.filter((line) => line.startsWith('node ')).map((line) => /dist\/(\w+)/.exec(line)?.[1])).toEqual([
      'worker',
      'api',
    ]);
  });

  it('makes a key for each of those who do a whole life, the administrator first', () => {
    const roles = lines('city').flatMap((line) => /keys create .*--role (\w+)/.exec(line)?.[1] ?? []);
    expect(roles[0]).toBe('administrator');
    expect(roles).toEqual(expect.arrayContaining(['operator', 'dispatcher', 'handler', 'reviewer', 'callbackAgent']));
  });

  it('has a list of contacts that can be imported', () => {
    expect(JSON.parse(guide.text('contacts'))).toEqual([
      expect.objectContaining({ unit: 'hotline', position: 'dutyDesk' }),
    ]);
  });

  it('cannot be followed when a step is gone, has another language, is new or stands elsewhere, and says which', () => {
    const fault = (markdown: string): string => {
      try {
        operationsGuide(markdown);
        return 'none';
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    };
    expect(fault(operations)).toBe('none');
    expect(fault(operations.replace('<!-- step: prepare -->\n', ''))).toContain('the step prepare is missing');
    expect(
      fault(operations.replace('<!-- step: settings -->\n\n```bash', '<!-- step: settings -->\n\n```sql')),
    ).toContain('the step settings is sql, not bash');
    expect(fault(`${operations}\n${marked('party', 'bash', 'sing')}`)).toContain('nobody follows the step party');
    const swapped = operations
      .replace('<!-- step: prepare -->', '<!-- step: x -->')
      .replace('<!-- step: settings -->', '<!-- step: prepare -->')
      .replace('<!-- step: x -->', '<!-- step: settings -->');
    expect(fault(swapped)).toContain('master-key, prepare, settings, run');
  });
});

describe('a document with steps', () => {
  it('gives a block as it stands, with what the reader has instead of the examples', () => {
    const steps = stepsOf(`Some words.\n\n${marked('greet', 'bash', 'echo "$HOST" host.example')}\nOther words.\n`);
    expect(steps.text('greet', { 'host.example': '$1 $& here' })).toBe('echo "$HOST" $1 $& here\n');
  });

  it('takes no block that is not marked, and no mark without a block right below', () => {
    expect(stepsOf('```bash\nrm everything\n```\n').languages).toEqual({});
    expect(() => stepsOf('<!-- step: greet -->\n\nWords come between.\n\n```bash\necho\n```\n')).toThrow(
      '1 steps are marked, and 0 have a block right below.',
    );
    expect(() => stepsOf(marked('greet', 'bash', 'a') + marked('greet', 'bash', 'b'))).toThrow('Two blocks');
  });

  it('refuses a step, or an example, that the document has not got', () => {
    const steps = stepsOf(marked('greet', 'bash', 'echo host.example'));
    expect(() => steps.text('part')).toThrow('No block is marked as the step part.');
    expect(() => steps.text('greet', { 'port.example': '1' })).toThrow('No step says port.example');
  });

  it('reads commands one by one: those that go on are joined, remarks alone are none', () => {
    expect(commandsOf('# first\nexport A=1   # one\n\ncreate --name x \\\n  --type y\n')).toEqual([
      'export A=1   # one',
      'create --name x --type y',
    ]);
  });

  it('reads statements one by one, without remarks', () => {
    expect(statementsOf("-- who\nCREATE ROLE a PASSWORD 'x;y';\nGRANT b\n  TO a;\n")).toEqual([
      "CREATE ROLE a PASSWORD 'x;y'",
      'GRANT b\n  TO a',
    ]);
  });
});
