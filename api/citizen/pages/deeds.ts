import type { Request } from 'express';
import { COMMAND_BODIES, NudgeSchema, RatingSchema, SupplementSchema } from '../../../contracts/commands.js';
import { DISSATISFACTION_CODES, SOLVED } from '../../../domain/ticket/vocabulary.js';
import type { LinkAction } from '../../../domain/ticket/progress.js';
import type { StoredTicket } from '../../../storage/ticket/stored-ticket.js';
import { ApiProblem, invalidField } from '../../http/problem.js';
import { MOST_MULTIPART_BYTES } from '../../http/multipart.js';
import { fieldErrors } from '../../http/validation.js';
import type { Services } from '../../services.js';
import { isReached } from '../../ticket/reached.js';
import { appealByLink, rateByLink, sayByLink, withdrawByLink } from '../by-link.js';
import type { ProgressServices } from '../progress.js';
import { attachEnclosed, MOST_AT_ONCE } from './enclosed.js';
import type { Field, Typed } from './form.js';
import type { PageWord } from './words.js';
import type { z } from 'zod';

export type DeedServices = ProgressServices & Pick<Services, 'attachments' | 'uploads' | 'site'>;

/** What somebody does by a link. */
export interface Given {
  readonly ticket: StoredTicket;
  readonly token: string;
  readonly typed: Typed;
  /** Made when the form was shown. */
  readonly key: string;
  readonly request: Request;
}

/** Something a citizen does by a form: what the page says, what it asks, and how it is done. */
export interface Deed {
  readonly title: PageWord;
  readonly lead: PageWord;
  readonly fields: readonly Field[];
  readonly send: PageWord;
  readonly done: PageWord;
  give(services: DeedServices, given: Given): Promise<void>;
}

/** Besides what the ticket allows: whether messages are sent. */
export type DeedName = LinkAction | 'messages';

const reasonField = (label: PageWord): Field => ({ name: 'reason', kind: 'text', label, most: 2_000 });

export const DEEDS: Readonly<Record<DeedName, Deed>> = {
  supplement: {
    title: 'supplement',
    lead: 'supplementLead',
    fields: [
      { name: 'text', kind: 'text', label: 'supplementText', hint: ['supplementTextHint'], most: 10_000 },
      {
        name: 'files',
        kind: 'files',
        label: 'photos',
        hint: ['photosHint', MOST_AT_ONCE, MOST_MULTIPART_BYTES / 1_048_576],
      },
    ],
    send: 'sendSupplement',
    done: 'supplementDone',
    async give(services, { ticket, typed, key, request }) {
      const text = typed['text']?.trim() ?? '';
      const body = text === '' ? null : checked(SupplementSchema, { text });
      const attached = await attachEnclosed(services, { ticket, key, request });
      if (body) await sayByLink(services, ticket, 'supplement', body, key);
      else if (!attached) throw invalidField('/text', 'required', 'This is required.');
    },
  },
  nudge: {
    title: 'nudge',
    lead: 'nudgeLead',
    fields: [{ name: 'text', kind: 'text', label: 'nudgeText', most: 2_000 }],
    send: 'sendNudge',
    done: 'nudgeDone',
    async give(services, { ticket, typed, key }) {
      await sayByLink(services, ticket, 'nudge', checked(NudgeSchema, said(typed, ['text'])), key);
    },
  },
  rate: {
    title: 'rate',
    lead: 'rateLead',
    fields: [
      { name: 'solved', kind: 'choice', label: 'solved', values: SOLVED },
      { name: 'satisfied', kind: 'choice', label: 'satisfied', values: ['5', '4', '3', '2', '1'] },
      { name: 'code', kind: 'list', label: 'code', values: ['', ...DISSATISFACTION_CODES] },
      reasonField('rateText'),
    ],
    send: 'sendRate',
    done: 'rateDone',
    async give(services, { ticket, token, typed }) {
      const { satisfied, ...others } = said(typed, ['solved', 'satisfied', 'code', 'reason']);
      const body = { ...others, ...(satisfied !== undefined && { satisfied: Number(satisfied) }) };
      await rateByLink(services, token, ticket, checked(RatingSchema, body));
    },
  },
  appeal: {
    title: 'appeal',
    lead: 'appealLead',
    fields: [reasonField('appealText')],
    send: 'sendAppeal',
    done: 'appealDone',
    async give(services, { ticket, typed, key }) {
      await appealByLink(services, ticket, checked(COMMAND_BODIES.appeal, said(typed, ['reason'])), key);
    },
  },
  withdraw: {
    title: 'withdraw',
    lead: 'withdrawLead',
    fields: [reasonField('withdrawText'), { name: 'sure', kind: 'tick', label: 'withdrawSure', missing: 'tickIt' }],
    send: 'sendWithdraw',
    done: 'withdrawDone',
    async give(services, { ticket, typed }) {
      const body = checked(COMMAND_BODIES.withdraw, said(typed, ['reason']));
      if (typed['sure'] !== 'yes') throw invalidField('/sure', 'required', 'This is required.');
      await withdrawByLink(services, ticket, body);
    },
  },
  messages: {
    title: 'messages',
    lead: 'messagesLead',
    fields: [{ name: 'wanted', kind: 'choice', label: 'messages', values: ['yes', 'no'] }],
    send: 'sendMessages',
    done: 'messagesDone',
    async give({ citizenMessages }, { ticket: { state, citizen }, typed }) {
      const { wanted } = typed;
      if (wanted !== 'yes' && wanted !== 'no') throw invalidField('/wanted', 'required', 'This is required.');
      if (wanted === 'yes' && (citizen === null || !isReached(citizen))) {
        throw new ApiProblem('no-telephone', 'No telephone number was left with this ticket.');
      }
      await citizenMessages.want(state.id, wanted === 'yes');
    },
  },
};

/** Of what was typed, what is not empty: an empty field of a form says nothing. */
export function said<K extends string>(typed: Typed, names: readonly K[]): Partial<Record<K, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = typed[name]?.trim() ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  ) as Partial<Record<K, string>>;
}

/** By the same contract as the JSON of programs. */
export function checked<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiProblem('validation-failed', 'The form does not fit.', {
    errors: fieldErrors(parsed.error, body, 'body'),
  });
}
