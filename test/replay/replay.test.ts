import { Worker } from '@temporalio/worker';
import { savedHistories } from '../support/histories.js';
import { quietRuntime, TEST_WORKFLOW_CONVERTER, SHIPPED_WORKFLOWS } from '../support/workflow-world.js';

const histories = await savedHistories();

describe('Workflows that began under an earlier version', () => {
  beforeAll(quietRuntime);

  it('are there to be replayed', () => {
    expect(histories.length).toBeGreaterThanOrEqual(30);
  });

  it.each(histories.map(({ name, workflowId, history }) => [name, workflowId, history] as const))(
    'go on as they began: %s',
    async (name, workflowId, history) => {
      await Worker.runReplayHistory(
        { workflowBundle: SHIPPED_WORKFLOWS, dataConverter: TEST_WORKFLOW_CONVERTER, replayName: name },
        history,
        workflowId,
      );
    },
  );

  it('would tell if the workflow had changed its way', async () => {
    const [first] = histories;
    const events = [...(first?.history.events ?? [])];
    const marked = events.findIndex((event) => event.markerRecordedEventAttributes);
    expect(marked).toBeGreaterThan(0);
    const broken = {
      events: events.map((event, index) =>
        index === marked
          ? {
              ...event,
              markerRecordedEventAttributes: { ...event.markerRecordedEventAttributes, markerName: 'core_patch' },
            }
          : event,
      ),
    };
    await expect(
      Worker.runReplayHistory(
        { workflowBundle: SHIPPED_WORKFLOWS, dataConverter: TEST_WORKFLOW_CONVERTER },
        broken,
        'broken',
      ),
    ).rejects.toThrow();
  });
});
