/**
 * What is said to a workflow, together with what it is said as: `update accept <its id>`, `signal nudge`, `start
 * ticketLifecycle`. Both are sealed as one, for one workflow (`binding.ts`), so that whoever copies a sealed message
 * can say it again only where and as what it was said. Written by clients and read in the sandbox: no library, no
 * secrets.
 */
const TO = 'huiying:to';
const REFUSED = 'huiying:refused';
/** How a bound message begins as JSON. */
export const BOUND_BEGINS = `{"${TO}":`;

/**
 * Of a payload that was sealed before payloads were bound to anything: the sandbox decides whether it may still speak.
 */
export const UNBOUND = 'huiying-unbound';

/**
 * `not-sealed`: by nobody. `unknown-key`: under a key that is not configured. `not-for-this`: for another workflow or
 * message, or it is broken.
 */
export type WhyRefused = 'not-sealed' | 'unknown-key' | 'not-for-this';

export interface BoundMessage {
  readonly [TO]: string;
  readonly args: readonly unknown[];
}

/** `chain`: the first run, for a start that goes on from another; a copy of it begins nothing. */
export const asStart = (workflowType: string, chain = ''): string => `start ${workflowType} ${chain}`;
export const asUpdate = (name: string, id: string): string => `update ${name} ${id}`;
export const asSignal = (name: string): string => `signal ${name}`;
export const asQuery = (name: string): string => `query ${name}`;

export function bind(to: string, args: readonly unknown[]): [BoundMessage] {
  return [{ [TO]: to, args }];
}

export const isBound = (value: unknown): value is BoundMessage =>
  typeof value === 'object' && value !== null && typeof (value as Partial<BoundMessage>)[TO] === 'string';

/** What was said, or why it does not count. */
export function unbind(to: string, args: readonly unknown[]): readonly unknown[] | WhyRefused {
  const [message] = args;
  if (args.length === 1 && isBound(message)) return message[TO] === to ? message.args : 'not-for-this';
  return args.map(whyRefused).find((why) => why !== null) ?? 'not-sealed';
}

/**
 * What stands where a payload was refused: the codec sees no messages, and the sandbox no payloads. Only the codec can
 * write it.
 */
export const refused = (why: WhyRefused): Readonly<Record<string, WhyRefused>> => ({ [REFUSED]: why });

export function whyRefused(value: unknown): WhyRefused | null {
  return typeof value === 'object' && value !== null
    ? ((value as Readonly<Record<string, WhyRefused | undefined>>)[REFUSED] ?? null)
    : null;
}
