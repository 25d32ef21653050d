const EVERY_MS = 50;

/**
 * One command every 50 ms whether the last was answered or not, until stopped. Each is timed from the moment it was due
 * to be sent, so that a stall counts for all that it kept waiting.
 */
export function steadyLoad(command) {
  const times = [];
  const failures = [];
  const open = new Set();
  const startedAt = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    while (startedAt + sent * EVERY_MS <= performance.now()) {
      const dueAt = startedAt + sent * EVERY_MS;
      const one = command(sent)
        .catch((error) => failures.push(error.message))
        .then(() => times.push(performance.now() - dueAt))
        .finally(() => open.delete(one));
      open.add(one);
      sent += 1;
    }
  }, 5);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
      return { times, failures };
    },
  };
}
