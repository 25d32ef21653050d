import { fileURLToPath } from 'node:url';

const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const at = (path: string): string => fileURLToPath(new URL(`../${path}${EXTENSION}`, import.meta.url));

/** What the sandbox is made of, for the build, for a worker without a built bundle, and for tests: one, so that all of them run the same. */
export const bundleOptions = {
  workflowsPath: at('workflows/index'),
  failureConverterPath: at('codec/failure-converter'),
  workflowInterceptorModules: [at('workflows/interceptors')],
};
