const { register } = require('node:module');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

register(pathToFileURL(join(__dirname, 'typescript.mjs')));

let nth = 0;

/**
 * Loads what tests import with Node itself, once for all files that a process runs. Jest's own runtime loads it anew
 * for each file, which was two fifths of what a short file cost, and nothing of ours keeps anything in a module. What
 * it gives up: mocking modules, which no test does, and coverage. The file of tests itself, and what holds its tests
 * (circus), are new each time.
 */
class SharedModules {
  unstable_shouldLoadAsEsm() {
    return true;
  }

  unstable_importModule(path) {
    return import(`${pathToFileURL(path).href}?file=${(nth += 1)}`);
  }

  requireInternalModule(path) {
    delete globalThis[Symbol.for('EVENT_HANDLERS')];
    delete require.cache[path];
    return require(path);
  }

  requireModule(path) {
    return require(path);
  }

  getSourceMaps() {
    return new Map();
  }

  getAllCoverageInfoCopy() {
    return undefined;
  }

  // Of what jest would do around each test there is nothing to do.
  setGlobalsForRuntime() {}
  enterTestCode() {}
  leaveTestCode() {}
  teardown() {}
}

module.exports = SharedModules;
