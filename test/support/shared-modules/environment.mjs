/** The world of the process itself, and back to what it was after each file: it is the next one's, too. */
export default class TheProcess {
  global = globalThis;
  #env = { ...process.env };
  #console = globalThis.console;
  #exit = process.exit;

  async setup() {}

  async teardown() {
    for (const name of Object.keys(process.env)) if (!(name in this.#env)) delete process.env[name];
    Object.assign(process.env, this.#env);
    globalThis.console = this.#console;
    process.exit = this.#exit;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }
}
