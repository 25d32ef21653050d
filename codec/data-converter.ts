import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { CodecKey } from './payload-codec.js';
import { EncryptionCodec } from './payload-codec.js';

/** One converter for every client and worker; they must agree, or neither can read the other. */
export function dataConverter(key: CodecKey, retired: readonly CodecKey[] = []): DataConverter {
  return {
    payloadCodecs: [new EncryptionCodec(key, retired)],
    failureConverterPath: fileURLToPath(
      new URL(`./failure-converter${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
    ),
  };
}
