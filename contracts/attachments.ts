import { z } from 'zod';
import { ATTACHMENT_STATES } from '../domain/attachment/attachment.js';
import { FILE_SORTS } from '../domain/attachment/file-kinds.js';
import { AttachmentIdsSchema, TimeSchema } from './common.js';

const UploadStateSchema = z.enum(ATTACHMENT_STATES.filter((state) => state === 'ready' || state === 'held')).meta({
  description: '`held`: the virus scanner did not answer; it can be attached, and is given to nobody until it was.',
});

const common = {
  id: z.uuid(),
  sort: z.enum(FILE_SORTS),
  mediaType: z.string().meta({ example: 'image/jpeg' }),
  bytes: z.int().meta({ description: 'As it is given out: of a picture, after it was made anew.' }),
};

export const UploadSchema = z
  .object({
    ...common,
    state: UploadStateSchema,
    name: z.string(),
    until: TimeSchema.meta({ description: 'Gone by then, unless it was attached to a ticket.' }),
  })
  .meta({ id: 'Upload' });
export type UploadBody = z.input<typeof UploadSchema>;

export const AttachmentSchema = z
  .object({
    ...common,
    state: z.enum(ATTACHMENT_STATES.filter((state) => state !== 'arriving')).meta({
      description: '`held`: not scanned for viruses yet; `infected`: something was found, and the file was destroyed.',
    }),
    name: z.string(),
    thumbnail: z.boolean().meta({ description: 'Whether there is a small picture of it.' }),
    by: z.object({ role: z.string(), unit: z.string().nullable() }).meta({ description: 'Who sent it.' }),
    at: TimeSchema,
  })
  .meta({ id: 'Attachment' });
export type AttachmentBody = z.input<typeof AttachmentSchema>;

export const AttachmentListSchema = z
  .object({
    items: z.array(AttachmentSchema),
    keptBack: z.int().meta({ description: 'How many there are besides that the caller may not see.' }),
  })
  .meta({ id: 'Attachments' });
export type AttachmentListBody = z.input<typeof AttachmentListSchema>;

export const AttachByLinkSchema = z.strictObject({ attachments: AttachmentIdsSchema }).meta({ id: 'AttachByLink' });
export const AttachedByLinkSchema = z.object({ number: z.string(), attached: z.int() }).meta({ id: 'AttachedByLink' });
