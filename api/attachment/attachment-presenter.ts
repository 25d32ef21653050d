import type { AttachmentBody, AttachmentListBody, UploadBody } from '../../contracts/attachments.js';
import { isFileShown } from '../../domain/attachment/attachment.js';
import { kindNamed } from '../../domain/attachment/file-kinds.js';
import type { Shown } from '../../domain/ticket/disclosure.js';
import type { StoredAttachment } from '../../storage/attachment/attachment-store.js';
import { chinaTime } from '../http/time.js';
import type { Upload } from './uploads.js';

export function presentUpload({ id, kind, bytes, state, name, until }: Upload): UploadBody {
  const { sort, mediaType } = kind;
  return { id, sort, mediaType, bytes, state, name, until: chinaTime(until) };
}

/** Those that the table lets somebody see; of the others how many there are. */
export function presentAttachments(all: readonly StoredAttachment[], shown: Shown): AttachmentListBody {
  const items = all.filter(({ sender }) => isFileShown(shown, sender)).map(presentAttachment);
  return { items, keptBack: all.length - items.length };
}

function presentAttachment(attachment: StoredAttachment): AttachmentBody {
  const { id, mediaType, bytes, name, sender, thumbnailBytes, uploadedAt, attachedAt } = attachment;
  return {
    ...{ id, mediaType, bytes, name },
    state: attachment.state as AttachmentBody['state'],
    sort: kindNamed(mediaType)?.sort ?? 'paper',
    thumbnail: thumbnailBytes !== null,
    by: { role: sender.role, unit: sender.unit },
    at: chinaTime(attachedAt ?? uploadedAt),
  };
}
