import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Messages and stacks of failures are sealed like any payload: the Temporal UI shows that something failed, not what
 * was said.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
