import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { METADATA_ENCODING_KEY } from '@temporalio/common';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import { bindingOf } from './binding.js';
import { BOUND_BEGINS, refused, UNBOUND, type WhyRefused } from './bound-message.js';

const KEY_ID = 'key-id';
const SEALED = Buffer.from('binary/huiying-sealed');
/** The form before payloads were bound. Read, and written only to who asks in it. */
const SEALED_UNBOUND = Buffer.from('binary/encrypted');
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const CHECK_BYTES = 6;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Longer than a caller waits for an answer. */
const ASKED_LATELY_MS = 60_000;
const MOST_ASKED = 10_000;
const PayloadMessage = proto.temporal.api.common.v1.Payload;

export interface CodecKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** The keys as they are at the moment: the current one seals, all of them open. The same object means the same keys. */
export type CodecKeys = () => { readonly current: CodecKey; readonly others: readonly CodecKey[] };

/** A payload that is not ours, or not for this. The message says nothing of what is in it. */
export class PayloadRefused extends Error {
  override readonly name = 'PayloadRefused';

  constructor(readonly why: WhyRefused) {
    super(EXPLAINED[why]);
  }
}

const EXPLAINED: Readonly<Record<WhyRefused, string>> = {
  'not-sealed': 'The payload was not sealed by this installation. It was not read.',
  'unknown-key': 'The payload was sealed with a key that is not configured. Add it to the retired keys.',
  'not-for-this': 'The payload was sealed for something else, or is broken. It was not read.',
};

interface DerivedKey {
  /** The name under which it travels: the id, and a few bytes that tell two keys of the same id apart. */
  readonly name: string;
  readonly key: Buffer;
}

interface Opening {
  readonly of: ReturnType<CodecKeys>;
  readonly current: CodecKey;
  readonly sealing: DerivedKey;
  readonly bound: ReadonlyMap<string, Buffer>;
  readonly unbound: ReadonlyMap<string, Buffer>;
}

/**
 * Everything that passes through Temporal is sealed with AES-256-GCM, failures included (see `data-converter.ts`), for
 * the workflow or activity it belongs to; what was not sealed, or for something else, is refused. The key's id travels
 * beside the payload, so retired keys stay readable for as long as they are configured.
 */
export class EncryptionCodec implements PayloadCodec {
  private readonly keys: CodecKeys;
  private opening: Opening | null = null;
  /** Workflows that were spoken to in the form before, and when last. */
  private readonly askedUnbound = new Map<string, number>();

  /** The first key seals, all of them open. */
  constructor(
    keys: CodecKey | CodecKeys,
    retired: readonly CodecKey[] = [],
    private readonly onRefusal: 'throw' | 'mark' = 'throw',
    /** Milliseconds since 1970. */
    private readonly clock: () => number = Date.now,
  ) {
    if (typeof keys === 'function') this.keys = keys;
    else {
      const fixed = { current: keys, others: retired };
      this.keys = () => fixed;
    }
  }

  /**
   * For a worker of workflows: what is refused is not thrown, since a task that fails is asked again for ever and holds
   * up its workflow, but marked, for the sandbox to refuse as what it is (`workflows/ticket/interceptors.ts`).
   */
  forWorkflows(): EncryptionCodec {
    return new EncryptionCodec(this.keys, [], 'mark', this.clock);
  }

  encode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    const binding = bindingOf(context);
    const asAsked = this.wasAskedUnbound(context);
    return Promise.resolve(
      payloads.map((payload) => this.seal(payload, asAsked && !isMessage(payload) ? null : binding)),
    );
  }

  // Async, so that what it throws is a rejection.
  async decode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    const binding = bindingOf(context);
    const opened = payloads.map((payload) => this.openOrMark(payload, binding));
    if (opened.some(({ metadata }) => metadata?.[UNBOUND])) this.note(context);
    return Promise.resolve(opened);
  }

  /**
   * While an upgrade replaces one process after the other, an API of before asks a worker of now, and can read nothing
   * but its own form.
   */
  private note(context: SerializationContext | undefined): void {
    if (this.onRefusal === 'throw' || context?.type !== 'workflow' || context.workflowId === undefined) return;
    this.askedUnbound.delete(context.workflowId);
    this.askedUnbound.set(context.workflowId, this.clock());
    const [oldest] = this.askedUnbound.keys();
    if (oldest !== undefined && this.askedUnbound.size > MOST_ASKED) this.askedUnbound.delete(oldest);
  }

  private wasAskedUnbound(context: SerializationContext | undefined): boolean {
    const asked = context?.type === 'workflow' ? this.askedUnbound.get(context.workflowId ?? '') : undefined;
    return asked !== undefined && this.clock() - asked < ASKED_LATELY_MS;
  }

  /** What is derived from the keys, anew when they are others. */
  private opened(): Opening {
    const now = this.keys();
    if (this.opening?.of !== now) {
      const { current, others } = now;
      const keys = [current, ...others];
      this.opening = {
        of: now,
        current,
        sealing: derived(current),
        bound: new Map(keys.map(derived).map(({ name, key }) => [name, key])),
        unbound: new Map(keys.map(({ id, key }) => [id, key])),
      };
    }
    return this.opening;
  }

  /** Without a binding in the form before. */
  private seal(payload: Payload, binding: Buffer | null): Payload {
    const { current, sealing } = this.opened();
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, binding === null ? current.key : sealing.key, iv);
    if (binding !== null) cipher.setAAD(binding);
    const sealed = Buffer.concat([
      iv,
      cipher.update(PayloadMessage.encode(payload).finish()),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    const [encoding, key] = binding === null ? [SEALED_UNBOUND, current.id] : [SEALED, sealing.name];
    return { metadata: { [METADATA_ENCODING_KEY]: encoding, [KEY_ID]: Buffer.from(key) }, data: sealed };
  }

  private openOrMark(payload: Payload, binding: Buffer): Payload {
    try {
      return this.open(payload, binding);
    } catch (error) {
      if (this.onRefusal === 'throw' || !(error instanceof PayloadRefused)) throw error;
      return {
        metadata: { [METADATA_ENCODING_KEY]: Buffer.from('json/plain') },
        data: Buffer.from(JSON.stringify(refused(error.why))),
      };
    }
  }

  private open({ metadata, data }: Payload, binding: Buffer): Payload {
    const encoding = metadata?.[METADATA_ENCODING_KEY] ?? new Uint8Array();
    const keyName = Buffer.from(metadata?.[KEY_ID] ?? []).toString();
    if (SEALED.equals(encoding)) return decrypted(this.opened().bound.get(keyName), data, binding);
    if (!SEALED_UNBOUND.equals(encoding)) throw new PayloadRefused('not-sealed');
    const opened = decrypted(this.opened().unbound.get(keyName), data, null);
    return { ...opened, metadata: { ...opened.metadata, [UNBOUND]: Buffer.from('1') } };
  }
}

/** What a workflow says itself, to another or to its next run, is bound whoever asked it. */
function isMessage({ data }: Payload): boolean {
  return Buffer.from(data ?? []).indexOf(BOUND_BEGINS) === 0;
}

/** Payloads have a key of their own, so that nothing else that the master key seals can be taken for one. */
function derived({ id, key }: CodecKey): DerivedKey {
  const from = (purpose: string, bytes: number) => Buffer.from(hkdfSync('sha256', key, '', purpose, bytes));
  return {
    name: `${id}.${from('huiying payload key check', CHECK_BYTES).toString('hex')}`,
    key: from('huiying payloads', KEY_BYTES),
  };
}

function decrypted(key: Buffer | undefined, data: Uint8Array | null | undefined, binding: Buffer | null): Payload {
  if (!key) throw new PayloadRefused('unknown-key');
  const bytes = Buffer.from(data ?? []);
  if (bytes.length < IV_BYTES + TAG_BYTES) throw new PayloadRefused('not-for-this');
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES));
  if (binding) decipher.setAAD(binding);
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const opened = decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES));
  try {
    return PayloadMessage.decode(Buffer.concat([opened, decipher.final()]));
  } catch {
    throw new PayloadRefused('not-for-this');
  }
}
