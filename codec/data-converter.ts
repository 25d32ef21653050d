import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { ClientOptions, WorkflowClientInterceptor } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { asQuery, asSignal, asStart, asUpdate, bind } from './bound-message.js';
import type { CodecKey, CodecKeys } from './payload-codec.js';
import { EncryptionCodec } from './payload-codec.js';

/** One converter for every client and worker; they must agree, or neither can read the other. */
export function dataConverter(keys: CodecKey | CodecKeys): DataConverter {
  return {
    payloadCodecs: [new EncryptionCodec(keys)],
    failureConverterPath: fileURLToPath(
      new URL(`./failure-converter${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
    ),
  };
}

/** How every client of ours speaks: sealed, and bound to what it says. A workflow listens to no other. */
export function sealedClient(
  keys: CodecKey | CodecKeys,
): Required<Pick<ClientOptions, 'dataConverter' | 'interceptors'>> {
  return { dataConverter: dataConverter(keys), interceptors: { workflow: [bindMessages] } };
}

/** The same converter for a worker of workflows; see `EncryptionCodec.forWorkflows`. */
export function forWorkflows(converter: DataConverter): DataConverter {
  const { payloadCodecs = [] } = converter;
  return {
    ...converter,
    payloadCodecs: payloadCodecs.map((codec) => (codec instanceof EncryptionCodec ? codec.forWorkflows() : codec)),
  };
}

const bindMessages: WorkflowClientInterceptor = {
  startWithDetails: (input, next) => next({ ...input, options: boundStart(input.workflowType, input.options) }),
  startUpdate(input, next) {
    const updateId = input.options.updateId ?? randomUUID();
    const args = bind(asUpdate(input.updateName, updateId), input.args);
    return next({ ...input, args, options: { ...input.options, updateId } });
  },
  startUpdateWithStart(input, next) {
    const updateId = input.updateOptions.updateId ?? randomUUID();
    return next({
      ...input,
      workflowStartOptions: boundStart(input.workflowType, input.workflowStartOptions),
      updateArgs: bind(asUpdate(input.updateName, updateId), input.updateArgs),
      updateOptions: { ...input.updateOptions, updateId },
    });
  },
  signal: (input, next) => next({ ...input, args: bind(asSignal(input.signalName), input.args) }),
  signalWithStart: (input, next) =>
    next({
      ...input,
      signalArgs: bind(asSignal(input.signalName), input.signalArgs),
      options: boundStart(input.workflowType, input.options),
    }),
  query: (input, next) => next({ ...input, args: bind(asQuery(input.queryType), input.args) }),
};

function boundStart<O extends { readonly args: unknown[] }>(workflowType: string, options: O): O {
  return { ...options, args: bind(asStart(workflowType), options.args) };
}
