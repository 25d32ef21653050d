import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import {
  MOST_BY_LINK,
  MOST_UNNAMED,
  UNNAMED_FOR_MS,
  scannedAgainAt,
  type AttachmentState,
} from '../../domain/attachment/attachment.js';
import { kindNamed, PLAIN_TEXT, type FileKind } from '../../domain/attachment/file-kinds.js';
import { infectedNotices } from '../../domain/attachment/infected-notices.js';
import { fileName, MOST_NAME_CHARACTERS } from '../../domain/attachment/file-name.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { FilesAway, type Files } from '../../files/files.js';
import { PictureRefused, type Pictures } from '../../files/pictures.js';
import { ScannerAway, type Scanner } from '../../files/scanner.js';
import { opened, sealed } from '../../files/sealed-file.js';
import { HEAD_BYTES, sniffed } from '../../files/sniffing.js';
import { thumbnailOf } from '../../storage/attachment/attachment-clearing.js';
import type { AttachmentStore, StoredAttachment } from '../../storage/attachment/attachment-store.js';
import type { ReferenceData } from '../../storage/reference/reference-data.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import {
  beginning,
  counting,
  gathered,
  kindOrRefuse,
  once,
  onlyText,
  pictureProblem,
  whole,
  type Said,
} from './incoming.js';

export interface UploadLimits {
  readonly mostBytes: number;
  /** Width by height. */
  readonly mostPixels: number;
  /** Of one ticket. */
  readonly perTicket: number;
}

export interface Upload {
  readonly id: string;
  readonly kind: FileKind;
  readonly bytes: number;
  readonly state: Extract<AttachmentState, 'ready' | 'held'>;
  readonly name: string;
  readonly until: Date;
}

export interface Uploads {
  /** Takes a file in, sealed, for this sender to name. Whatever goes wrong leaves nothing behind. */
  take(content: Readable, said: Said, sender: Actor): Promise<Upload>;
  discard(ids: readonly string[]): Promise<void>;
  /** Has what waits for the scanner scanned; how many are free now, or found to be infected. */
  scanHeld(): Promise<number>;
  /** The same of what was clean, and of which the scanner may know more by now. */
  scanAgain(): Promise<number>;
  readonly limits: UploadLimits;
}

interface Deps {
  readonly store: AttachmentStore;
  readonly files: Files;
  readonly pictures: Pictures;
  /** `null`: there is none, and nobody waits for one. */
  readonly scanner: Scanner | null;
  readonly limits: UploadLimits;
  /** Whom it is told when something is found in a file that was taken already. */
  readonly reference: Pick<ReferenceData, 'current'>;
  readonly log: Logger;
  readonly now: () => Date;
}

/** Each may hold a picture. */
const AT_ONCE = 12;
const RETRY_AFTER_SECONDS = '5';
/** A portion of what waits. */
const SCANNED_AT_ONCE = 20;

export function createUploads({ store, files, pictures, scanner, limits, reference, log, now }: Deps): Uploads {
  let underWay = 0;

  async function take(content: Readable, said: Said, sender: Actor): Promise<Upload> {
    const name = fileName(said.name);
    if (name === null) {
      throw invalidField('/file', 'invalid', `A file has a name, of at most ${MOST_NAME_CHARACTERS} characters.`);
    }
    const most = sender.role === 'citizen' ? MOST_BY_LINK : MOST_UNNAMED;
    if ((await store.unnamed(sender.id)) >= most) {
      throw new ApiProblem(
        'too-many-attachments',
        `You have sent ${most} files that were not attached to a ticket. Attach them, or wait until they are gone.`,
      );
    }
    const { head, rest } = await beginning(content);
    try {
      const begins = await sniffed(head.subarray(0, HEAD_BYTES), head.length < HEAD_BYTES);
      const kind = kindOrRefuse(begins, { ...said, name }, head.length);
      return await arriving(whole(head, rest, limits.mostBytes), kind, name, sender);
    } finally {
      // Or nobody else could read on.
      await rest.return?.();
    }
  }

  async function arriving(
    content: AsyncIterable<Uint8Array>,
    kind: FileKind,
    name: string,
    sender: Actor,
  ): Promise<Upload> {
    const id = randomUUID();
    const at = now();
    const key = await store.begin({ id, mediaType: kind.mediaType, name, sender, at });
    try {
      const kept = await keep({ id, key }, kind, content);
      const bare = { id, key, bytes: kept.bytes };
      const state = await scanned(bare);
      const named = nameAs(name, kind, kept.kind);
      const { mediaType } = kept.kind;
      const again = state === 'ready' ? nextScan(at) : null;
      await store.arrived(id, { ...bare, state, mediaType, thumbnailBytes: kept.thumbnailBytes, name: named, again });
      const until = new Date(at.getTime() + UNNAMED_FOR_MS);
      return { id, kind: kept.kind, bytes: kept.bytes, state, name: named, until };
    } catch (error) {
      // Of what was found infected the row stays; its file is gone.
      if (!(error instanceof ApiProblem && error.code === 'file-infected')) await discard([id]);
      throw error;
    }
  }

  interface Kept {
    readonly kind: FileKind;
    readonly bytes: number;
    readonly thumbnailBytes: number | null;
  }

  async function keep(
    { id, key }: Pick<StoredAttachment, 'id' | 'key'>,
    kind: FileKind,
    content: AsyncIterable<Uint8Array>,
  ): Promise<Kept> {
    if (kind.sort !== 'picture') {
      const counted = { bytes: 0 };
      const checked = kind.mediaType === PLAIN_TEXT ? onlyText(content) : content;
      await files.write(id, sealed({ key, about: id }, counting(checked, counted)));
      return { kind, bytes: counted.bytes, thumbnailBytes: null };
    }
    const remade = await pictures.remade(await gathered(content), kind.mediaType).catch((error: unknown) => {
      throw error instanceof PictureRefused ? pictureProblem(error, limits.mostPixels) : error;
    });
    await files.write(id, sealed({ key, about: id }, once(remade.content)));
    const small = thumbnailOf(id);
    await files.write(small, sealed({ key, about: small }, once(remade.thumbnail)));
    return {
      kind: kindNamed(remade.mediaType) ?? kind,
      bytes: remade.content.length,
      thumbnailBytes: remade.thumbnail.length,
    };
  }

  /** What cannot be removed now is given up all the same: nobody can open it, and it goes with the next sweep. */
  async function discard(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await store.discard(ids).catch((error: unknown) => {
      if (!(error instanceof FilesAway)) throw error;
      log.warn({ why: error.why }, 'Files that nobody wants wait to be removed');
    });
  }

  const nextScan = (uploadedAt: Date): Date | null => (scanner === null ? null : scannedAgainAt(uploadedAt, now()));

  /** What is given out is scanned: of a picture what was made anew. Of what was taken already it is told. */
  async function scanned(
    { id, key, bytes }: Pick<StoredAttachment, 'id' | 'key' | 'bytes'>,
    wasTaken = false,
  ): Promise<'ready' | 'held'> {
    if (scanner === null) return 'ready';
    try {
      const read = (range: { from: number; to: number }) => files.read(id, range);
      const verdict = await scanner.scan(opened({ key, about: id }, bytes, { from: 0, to: bytes }, read));
      if ('clean' in verdict) return 'ready';
      const directory = wasTaken ? (await reference.current()).contacts : null;
      await store.infected(
        ...([id, verdict.found] as const),
        directory ? (ticket) => infectedNotices({ id, ticket, at: now() }, directory) : undefined,
      );
      log.warn({ attachment: id, found: verdict.found }, 'Something was found in a file; it was destroyed');
    } catch (error) {
      if (!(error instanceof ScannerAway)) throw error;
      log.error({ attachment: id }, 'The virus scanner does not answer; files wait until it does');
      return 'held';
    }
    throw new ApiProblem('file-infected', 'The virus scanner found something in this file. It was destroyed.');
  }

  return {
    limits,

    async take(content, said, sender) {
      if (underWay >= AT_ONCE) {
        throw new ApiProblem('unavailable', 'Many files are being sent at this moment. Send it again soon.', {
          headers: { 'Retry-After': RETRY_AFTER_SECONDS },
        });
      }
      underWay += 1;
      try {
        return await take(content, said, sender);
      } finally {
        underWay -= 1;
      }
    },

    discard,

    scanHeld: async () => (scanner === null ? 0 : scanAll(await store.held(SCANNED_AT_ONCE))),
    scanAgain: async () => (scanner === null ? 0 : scanAll(await store.toScanAgain(now(), SCANNED_AT_ONCE))),
  };

  async function scanAll(taken: readonly StoredAttachment[]): Promise<number> {
    let told = 0;
    for (const one of taken) {
      try {
        // One that nobody can tell of means that the scanner is away: the others wait as well.
        if ((await scanned(one, true)) === 'held') break;
        await store.cleared(one.id, nextScan(one.uploadedAt));
      } catch (error) {
        if (!(error instanceof ApiProblem && error.code === 'file-infected')) throw error;
      }
      told += 1;
    }
    return told;
  }
}

/** A file that was made into another kind is called so. */
function nameAs(name: string, before: FileKind, after: FileKind): string {
  return before === after ? name : `${name.replace(/\.[^.]*$/, '')}.${after.extensions[0]}`;
}
