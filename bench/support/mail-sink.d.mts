export interface SunkMail {
  readonly to: string;
  readonly messageId: string;
  /** Ids of the notices in it. */
  readonly notices: readonly string[];
  readonly text: string;
}

export interface MailSink {
  readonly mails: readonly SunkMail[];
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

export function startMailSink(options?: {
  port?: number;
  delayMs?: number;
  refuse?: (address: string) => boolean;
}): Promise<MailSink>;
