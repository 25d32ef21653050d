import { Command } from 'commander';

/** What `huiying <noun> …` printed, whether it ended well or threw. */
export async function printedBy(
  noun: string,
  define: (command: Command) => void,
  args: readonly string[],
): Promise<{ readonly printed: string; readonly error: unknown }> {
  const command = new Command(noun).exitOverride().configureOutput({ writeErr: () => undefined });
  define(command);
  const printed: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (text: string | Uint8Array) => {
    printed.push(String(text));
    return true;
  };
  let error: unknown = null;
  try {
    await command.parseAsync(args, { from: 'user' });
  } catch (thrown) {
    error = thrown;
  } finally {
    process.stdout.write = write;
  }
  return { printed: printed.join(''), error };
}

/** The same of one that must end well. */
export async function printed(...question: Parameters<typeof printedBy>): Promise<string> {
  const { printed: text, error } = await printedBy(...question);
  if (error !== null) throw error;
  return text;
}
