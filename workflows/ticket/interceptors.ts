import * as wf from '@temporalio/workflow';
import {
  asQuery,
  asSignal,
  asStart,
  asUpdate,
  bind,
  isBound,
  UNBOUND,
  unbind,
  whyRefused,
  type WhyRefused,
} from '../../codec/bound-message.js';
import { beginsWriting, hearJobs } from './hearing.js';
import { ERASURE_WORKFLOW } from '../erasure/erasure-messages.js';
import { RECONCILE_WORKFLOW } from '../reconcile/reconcile-messages.js';

/** They take nothing from whoever starts them, and a Schedule has no way to bind. */
const BY_THE_CLOCK: readonly string[] = [RECONCILE_WORKFLOW, ERASURE_WORKFLOW];

const NOT_READ = 'The message was not sealed for this workflow. It was not read.';

/**
 * Every workflow listens only to what was sealed for it, said as what it is heard as. What is not refuses the message
 * and nothing else: an Update is rejected, a query fails, a signal is passed over, a start ends at once. All of it is
 * logged and counted. Written without `async`: in the sandbox every promise keeps the stack it was made on.
 */
export const interceptors: wf.WorkflowInterceptorsFactory = () => {
  // Begun by a version that did not bind what it sealed, this run listens to what that version said. The next run does
  // not.
  let begunUnbound = false;

  /** Hears what was said, or does what is done otherwise. */
  function listen<T>(
    to: string,
    args: readonly unknown[],
    hear: (args: unknown[]) => T,
    otherwise: (why: WhyRefused) => T,
  ): T {
    const asBefore = begunUnbound && !args.some((one) => isBound(one) || whyRefused(one) !== null);
    const said = asBefore ? args : unbind(to, args);
    if (typeof said !== 'string') return hear([...said]);
    note(to, said);
    return otherwise(said);
  }

  return {
    internals: [
      {
        activate(input, next) {
          const start = input.activation.jobs?.find(({ initializeWorkflow }) => initializeWorkflow)?.initializeWorkflow;
          begunUnbound ||= start?.arguments?.some(({ metadata }) => metadata?.[UNBOUND]) ?? false;
          hearJobs(input, next);
        },
      },
    ],
    inbound: [
      {
        execute(input, next) {
          const { workflowType, firstExecutionRunId, continuedFromExecutionRunId } = wf.workflowInfo();
          if (BY_THE_CLOCK.includes(workflowType)) return next({ ...input, args: [] });
          const to = asStart(workflowType, continuedFromExecutionRunId === undefined ? '' : firstExecutionRunId);
          return listen(
            to,
            input.args,
            (args) => next({ ...input, args }),
            // A key that is missing is a matter of configuration: the task waits until it is mended, and no ticket ends
            // by it.
            (why) => Promise.reject(why === 'unknown-key' ? new Error(NOT_READ) : refusal(why)),
          );
        },
        validateUpdate: (input, next) =>
          listen(
            asUpdate(input.name, input.updateId),
            input.args,
            (args) => next({ ...input, args }),
            (why) => {
              throw refusal(why);
            },
          ),
        handleUpdate: (input, next) =>
          listen(
            asUpdate(input.name, input.updateId),
            input.args,
            (args) => next({ ...input, args }),
            (why) => Promise.reject(refusal(why)),
          ),
        handleSignal: (input, next) =>
          listen(
            asSignal(input.signalName),
            input.args,
            (args) => next({ ...input, args }),
            () => Promise.resolve(),
          ),
        handleQuery: (input, next) =>
          listen(
            asQuery(input.queryName),
            input.args,
            (args) => next({ ...input, args }),
            (why) => Promise.reject(refusal(why)),
          ),
      },
    ],
    outbound: [
      {
        scheduleLocalActivity(input, next) {
          beginsWriting();
          return next(input);
        },
        signalWorkflow: (input, next) => next({ ...input, args: bind(asSignal(input.signalName), input.args) }),
        continueAsNew(input, next) {
          const to = asStart(input.options.workflowType, wf.workflowInfo().firstExecutionRunId);
          return next({ ...input, args: bind(to, input.args) });
        },
        // Anybody may answer for an activity. A forged answer ends what waits for it, which is begun again, and decides
        // nothing.
        scheduleActivity: (input, next) =>
          next(input).then((answer) => {
            const why = whyRefused(answer);
            if (why === null) return answer;
            note(`answer ${input.activityType}`, why);
            throw refusal(why);
          }),
      },
    ],
  };
};

function refusal(why: WhyRefused): wf.ApplicationFailure {
  return wf.ApplicationFailure.nonRetryable(NOT_READ, why);
}

function note(to: string, why: WhyRefused): void {
  const [kind = '', name = ''] = to.split(' ');
  wf.log.warn('Something was said to a workflow that was not sealed for it. It was not read.', { kind, name, why });
  wf.metricMeter.createCounter('huiying_refused_messages').add(1, { kind, why });
}
