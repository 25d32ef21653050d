import type { Env } from '../config/env.js';
import type { Keys } from '../config/key-ring.js';
import type { KeptIn } from '../files/kept-files.js';

/** Of the settings, those that the API works with. */
export type ApiEnv = Pick<
  Env,
  | 'temporal'
  | 'publicUrl'
  | 'open311TestUrl'
  | 'temporalUiUrl'
  | 'allowedTargets'
  | 'requestsPerMinute'
  | 'sessions'
  | 'looks'
  | 'auditDir'
  | 'lookJournalDir'
  | 'attachments'
  | keyof KeptIn
  | 'clamd'
  | 'relay'
  | 'linkTermMs'
  | 'citizenReports'
  | 'exportRows'
  | 'demoSignIn'
> & { readonly databaseUrl: string; readonly keys: Keys };
