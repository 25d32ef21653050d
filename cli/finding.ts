/** What doctor says of one thing that it looked at. */
export type Finding = Readonly<{
  name: string;
  status: 'ok' | 'warn' | 'fail';
  says: string;
  /** The command or deed that mends it. */
  mend?: string;
}>;
