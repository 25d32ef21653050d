import * as wf from '@temporalio/workflow';

type Activate = NonNullable<wf.WorkflowInternalsInterceptor['activate']>;

// Of one workflow: the sandbox gives each its own modules.
let inOrder = false;
let writing = 0;
let pumping = false;
const held: (() => void)[] = [];

/** From now on this workflow hears one thing at a time, and nothing while a local activity works for it. */
export function hearInOrder(): void {
  inOrder = true;
}

/** Nothing that came in is still to be heard. */
export function hasHeardAll(): boolean {
  return held.length === 0 && !pumping;
}

/** A local activity has begun: nothing is heard until it has its answer. */
export function beginsWriting(): void {
  if (inOrder) writing += 1;
}

/**
 * What a local activity answered is heard at once; everything else waits until what follows from the answer has been
 * done.
 *
 * A query that is answered while a step is being written completes the task. The marker of the write then lies in that
 * task or in the next, and its answer comes before, after or beside what came in meanwhile, in one order when it
 * happens and in another in a replay. Here it is the same order whichever way it comes, so that a replay does what was
 * done.
 */
export const hearJobs: Activate = (input, next) => {
  const jobs = input.activation.jobs ?? [];
  const [first] = jobs;
  if (!inOrder || first?.queryWorkflow) return next(input);
  const hear = (some: typeof jobs): void => next({ ...input, activation: { ...input.activation, jobs: some } });
  if (jobs.length === 1 && writing === 0 && hasHeardAll()) return next(input);
  const answers = jobs.filter(isAnswer);
  if (answers.length > 0) {
    hear(answers);
    writing -= answers.length;
  }
  for (const job of jobs) if (!isAnswer(job)) held.push(() => hear([job]));
  pump();
};

type Job = NonNullable<Parameters<Activate>[0]['activation']['jobs']>[number];

function isAnswer({ resolveActivity }: Job): boolean {
  return resolveActivity?.isLocal === true;
}

function pump(): void {
  if (pumping || held.length === 0) return;
  pumping = true;
  void hearNext();
}

/** Conditions are looked at again once all that follows from what was heard has been done. */
function hearNext(): Promise<void> {
  let isDone = false;
  const ready = wf.CancellationScope.nonCancellable(() => wf.condition(() => isDone && writing === 0));
  isDone = true;
  return ready.then(() => {
    held.shift()?.();
    if (held.length > 0) return hearNext();
    pumping = false;
    return undefined;
  });
}
