import { fileURLToPath } from 'node:url';

const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const at = (path: string): string => fileURLToPath(new URL(`../${path}${EXTENSION}`, import.meta.url));

/**
 * What the sandbox is made of, for the build and for a worker without a built bundle: one, so that both run the same.
 * Tests run the built one.
 */
export const bundleOptions = {
  workflowsPath: at('workflows/index'),
  failureConverterPath: at('codec/failure-converter'),
  workflowInterceptorModules: [at('workflows/ticket/interceptors')],
};
