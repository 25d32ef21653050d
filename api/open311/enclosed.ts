import type { Request } from 'express';
import { FilesAway } from '../../files/files.js';
import { actorOf } from '../access/account.js';
import type { EnclosedFile } from '../http/multipart.js';
import { ApiProblem } from '../http/problem.js';
import type { Services } from '../services.js';
import { senderOf } from './sender.js';

type EnclosedServices = Pick<Services, 'accounts' | 'uploads'>;

/**
 * Keeps a file of a form whose `api_key` stood before it, for its sender to attach. What is not taken costs nobody the
 * report: it is read past, and the sender is told.
 */
export async function keepEnclosed(
  { content, name, mediaType, field }: EnclosedFile,
  request: Request,
  services: EnclosedServices,
): Promise<string | null> {
  try {
    const sender = await senderOf(services, field('api_key'), request);
    return (await services.uploads.take(content, { name, mediaType }, actorOf(sender))).id;
  } catch (error) {
    if (error instanceof ApiProblem || error instanceof FilesAway) return null;
    throw error;
  }
}

/** What became no ticket's. */
export function discardEnclosed(ids: readonly string[], { uploads }: Pick<EnclosedServices, 'uploads'>): Promise<void> {
  return uploads.discard(ids);
}

/** How many came, and how many of them were kept. */
export interface Counted {
  readonly files: number;
  readonly kept: number;
}

/** What the hotline's people read of them. */
export function remarkOf({ files, kept }: Counted): string {
  if (files === 0) return '';
  if (kept === files) return `随附文件 ${files} 个，已存为附件`;
  return kept === 0 ? `随附文件 ${files} 个，未保存` : `随附文件 ${files} 个，其中 ${kept} 个已存为附件，其余未保存`;
}
