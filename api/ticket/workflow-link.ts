/** Where the Temporal UI shows a workflow; without a run, its latest. */
export type WorkflowLink = (workflowId: string, runId: string | null) => string;

/** `null`: nobody said where the Temporal UI is. */
export function createWorkflowLink(uiUrl: string | undefined, namespace: string): WorkflowLink | null {
  if (uiUrl === undefined) return null;
  const base = `${uiUrl.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows`;
  return (workflowId, runId) => {
    const workflow = `${base}/${encodeURIComponent(workflowId)}`;
    return runId === null ? workflow : `${workflow}/${encodeURIComponent(runId)}/history`;
  };
}
