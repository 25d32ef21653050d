import type { SerializationContext } from '@temporalio/common';

/** A run of the Schedule reads what the run before it answered, so all of them have one name. */
const RUN_OF_SCHEDULE = /^(reconcile-stores)-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/**
 * What a payload is sealed for: the workflow that says or hears it, or the activity that takes or gives it. What is
 * sealed without either, such as the failure of a whole workflow task, opens nowhere as a message.
 */
export function bindingOf(context: SerializationContext | undefined): Buffer {
  if (context === undefined) return Buffer.from('["nothing"]');
  const workflowId = context.workflowId?.replace(RUN_OF_SCHEDULE, '$1') ?? null;
  const boundTo =
    context.type === 'workflow'
      ? ['workflow', context.namespace, workflowId]
      : ['activity', context.namespace, workflowId, context.activityId ?? null, context.isLocal];
  return Buffer.from(JSON.stringify(boundTo));
}
