import { randomUUID } from 'node:crypto';
import {
  CallSoFarSchema,
  ChoiceParamsSchema,
  ChoiceSchema,
  IntakeSuggestionsSchema,
  type CallSoFar,
  type IntakeSuggestionsBody,
} from '../../contracts/suggestions.js';
import type { ChoiceField } from '../../domain/intake/choices.js';
import { CHANNELS, URGENCIES, type Channel } from '../../domain/ticket/vocabulary.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { KeptChoice } from '../../storage/intake/suggestion-choices.js';
import type { Account } from '../access/account.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import type { SignedCursors } from '../http/signed-cursors.js';
import { foundEntries } from '../knowledge/found-entries.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { ON_THE_LINE } from './calling-routes.js';
import { findSameMatter } from './find-same-matter.js';
import { hintsIn } from './hints.js';
import { suggestedClasses, suggestedParts, type SuggestedClasses } from './suggested-classes.js';
import { suggestedUnits } from './suggested-units.js';
import { saidIn } from './suggesting.js';

type SuggestionServices = Pick<
  Services,
  | 'views'
  | 'reference'
  | 'now'
  | 'classModel'
  | 'channelTemperatures'
  | 'unitHistories'
  | 'knowledgeIndex'
  | 'suggestionChoices'
  | 'suggestionIds'
>;
const defineRoute = routesFor<SuggestionServices>();

/** As much of what is said is looked for in the knowledge base. */
const MOST_ASKED = 2_000;
const MOST_ENTRIES = 5;

const suggestAll = defineRoute({
  method: 'post',
  path: '/api/v1/intake/suggestions',
  operationId: 'suggestAtIntake',
  tag: 'Tickets',
  summary: 'Suggest all that may help with a call while it is written down',
  description:
    'Classes by what the city learnt from its tickets, units that own them, tickets of the same matter, several matters of one call, entries of the knowledge base, emergencies: each with its reason. Nothing is kept, and nothing is done: a person chooses, and `PUT …/choices/{field}` says what.',
  permission: ON_THE_LINE,
  look: 'list',
  body: CallSoFarSchema,
  responses: { 200: { description: 'What may fit.', schema: IntakeSuggestionsSchema } },
  async handler({ body, account }, services) {
    const at = services.now();
    const { channel = null } = body;
    const [snapshot, served, factor] = await Promise.all([
      services.reference.current(),
      services.classModel.current(),
      services.channelTemperatures.of(channel, at),
    ]);
    const { first, ...guessed } = suggestedClasses(body, served, factor, snapshot);
    const classCode = body.classCode ?? guessed.classes[0]?.classCode ?? null;
    const area = body.address?.area ?? null;
    const phone = body.phone ?? body.citizen?.phone;
    const chosen = classCode === null ? undefined : snapshot.classes.get(classCode);
    const [history, sameMatter, knowledge] = await Promise.all([
      chosen === undefined ? [] : services.unitHistories.ofClass(chosen.code, at),
      findSameMatter({ said: saidIn(body), phone, area, classCode, except: body.except }, account, {
        ...{ views: services.views, units: snapshot.units, now: at },
      }),
      foundEntries(questionOf(body), services.knowledgeIndex, snapshot, at),
    ]);
    const hints = hintsIn(body);
    return {
      status: 200,
      body: {
        id: idFor(account, { channel, modelVersion: guessed.modelVersion, first }, services.suggestionIds),
        ...{ hints, ...guessed, sameMatter, knowledge },
        units: chosen === undefined ? [] : suggestedUnits(chosen, area, history, snapshot.units),
        parts: suggestedParts(body, served, snapshot),
        urgency: urgencyOf(hints),
      },
    };
  },
});

function questionOf({ title = '', text = '', address, citizen }: CallSoFar): Parameters<typeof foundEntries>[0] {
  const said = text.trim() === '' ? title : text;
  return {
    question: [...said].slice(0, MOST_ASKED).join(''),
    ...{ place: address?.area ?? null, classCode: null, limit: MOST_ENTRIES },
    facts: {
      ...(citizen?.name !== undefined && { name: citizen.name }),
      ...(address?.text !== undefined && { place: address.text.slice(0, 100) }),
    },
  };
}

/** The most urgent of what the rows say. */
function urgencyOf(hints: IntakeSuggestionsBody['hints']): IntakeSuggestionsBody['urgency'] {
  const [first] = URGENCIES.flatMap((value) => hints.filter(({ urgency }) => urgency === value));
  return first?.urgency == null ? null : { value: first.urgency, rule: first.rule };
}

/** What a choice is measured by, signed and in no table: who was asked, on which channel, what came first. */
function idFor(
  { id }: Account,
  { channel, modelVersion, first }: Pick<SuggestedClasses, 'modelVersion' | 'first'> & { channel: Channel | null },
  ids: SignedCursors,
): string {
  const facts = [channel, modelVersion, first?.classCode, first?.confidence];
  return ids.write([randomUUID(), id, ...facts.map((fact) => String(fact ?? ''))]);
}

const choose = defineRoute({
  method: 'put',
  path: '/api/v1/intake/suggestions/{suggestion}/choices/{field}',
  operationId: 'putSuggestionChoice',
  tag: 'Tickets',
  summary: 'Say what became of a suggestion',
  description:
    'Whether it was taken, changed or ignored, for the figures of `GET /stats/suggestions` and so that confidence is put right on each channel. Kept are codes, without the ticket and without who chose. Sent otherwise once more, the last one holds.',
  permission: ON_THE_LINE,
  params: ChoiceParamsSchema,
  body: ChoiceSchema,
  responses: { 204: { description: 'It is kept.' } },
  problems: ['not-found'],
  async handler(
    { params: { suggestion, field }, body, account },
    { suggestionIds, suggestionChoices, reference, now },
  ) {
    const of = factsIn(suggestionIds.read(suggestion), account);
    if (of === null)
      throw new ApiProblem('not-found', 'No such suggestion was made for you. Ask `POST /intake/suggestions` first.');
    assertKnown(field, body.value, await reference.current());
    const value = body.value ?? null;
    await suggestionChoices.put({ ...of, field, choice: body.choice, value }, now());
    return { status: 204 };
  },
});

function factsIn(
  parts: readonly string[] | null,
  account: Account,
): Pick<KeptChoice, 'suggestion' | 'channel' | 'model' | 'classCode' | 'confidence'> | null {
  const [suggestion = '', whose, channel, model = '', classCode = '', confidence = ''] = parts ?? [];
  if (whose !== account.id) return null;
  return {
    suggestion,
    channel: CHANNELS.find((one) => one === channel) ?? null,
    model: model === '' ? null : Number(model),
    classCode: classCode === '' ? null : classCode,
    confidence: confidence === '' ? null : Number(confidence),
  };
}

/** Codes that there are, and no words of anybody. */
function assertKnown(
  field: ChoiceField,
  value: string | undefined,
  { classes, units }: Pick<ReferenceSnapshot, 'classes' | 'units'>,
): void {
  if (value === undefined) return;
  const isKnown =
    (field === 'class' && classes.has(value)) ||
    (field === 'unit' && units.has(value)) ||
    (field === 'urgency' && URGENCIES.some((one) => one === value));
  if (!isKnown) throw invalidField('/value', 'unknown-value', 'This is no code of such a field.');
}

export const suggestionRoutes: readonly Route<SuggestionServices>[] = [suggestAll, choose];
