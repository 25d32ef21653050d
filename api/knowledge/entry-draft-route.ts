import { EntryDraftSchema } from '../../contracts/knowledge.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import { redactedText } from '../../domain/intake/personal-words.js';
import { KNOWLEDGE_ROLES } from '../../domain/knowledge/entry-commands.js';
import { wordsOf } from '../../domain/ticket/told-words.js';
import { STATE_KIND, type Role } from '../../domain/ticket/vocabulary.js';
import type { StoredEvent } from '../../storage/ticket/stored-ticket.js';
import { ApiProblem } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { levelOf, noteDisclosed, shownOf } from '../ticket/disclosed.js';
import { assertVisible } from '../ticket/find-ticket.js';
import { wordsIn } from '../ticket/words-now.js';

type DraftServices = Pick<Services, 'views' | 'reference'>;
const defineRoute = routesFor<DraftServices>();

/** What was told to the citizen at last. */
const TOLD: readonly string[] = ['answered', 'replied'];
/** Of a reply, in the order in which it is read. */
const PARTS = ['text', 'facts', 'measures'] as const;

const draftFromTicket = defineRoute({
  method: 'get',
  path: '/api/v1/tickets/{id}/entry-draft',
  operationId: 'draftEntryFromTicket',
  tag: 'Knowledge',
  summary: 'What an entry could say that answers the next one who asks the same',
  description:
    'From a ticket that is over: its title and what was told at last, without words that name somebody. Nothing is kept; whoever writes the entry reads it first. Not of a protected ticket.',
  permission: KNOWLEDGE_ROLES as readonly Role[],
  look: 'page',
  params: TicketParamsSchema,
  responses: { 200: { description: 'To be read and mended by a person.', schema: EntryDraftSchema } },
  problems: ['ticket-not-found', 'illegal-transition'],
  missing: 'ticket-not-found',
  async handler({ params, account }, { views, reference }) {
    const ticket = assertVisible(await views.find(params.id), account);
    const { state, content } = ticket;
    if (STATE_KIND[state.state] === 'open')
      throw new ApiProblem('illegal-transition', 'The ticket is not over: nobody knows yet what the answer is.');
    const shown = shownOf(ticket, account);
    const told = (await views.worded([ticket], TOLD)).get(state.id)?.at(-1);
    const field = told === undefined ? null : wordsOf(told.type);
    const isRead = shown.title === 'clear' && (field === null || shown[field] === 'clear');
    if (levelOf(ticket) !== 'open' || content === null || !isRead)
      throw new ApiProblem('illegal-transition', 'The words of this ticket stay where they are.');
    noteDisclosed(ticket, { title: content.title, ...wordsIn(told ? [told] : []) }, shown);
    const { classes } = await reference.current();
    const owner = state.lead?.id ?? classes.get(state.classCode ?? '')?.owners[0] ?? null;
    return {
      status: 200,
      body: {
        question: redactedText(content.title),
        answer: redactedText(told === undefined ? '' : answerIn(told)),
        ...{ ownerUnit: owner, classCode: state.classCode },
      },
    };
  },
});

function answerIn({ text }: StoredEvent): string {
  return PARTS.map((part) => text[part])
    .filter((words) => typeof words === 'string')
    .join('\n');
}

export const entryDraftRoutes: readonly Route<DraftServices>[] = [draftFromTicket];
