import {
  WordingListSchema,
  WordingParamsSchema,
  WordingPreviewQuestionSchema,
  WordingPreviewSchema,
  WordingSchema,
  WordingWishSchema,
} from '../../contracts/wordings.js';
import { namesIn, wordsFor } from '../../domain/notice/notice-words.js';
import { SAMPLE_OF_CITIZEN, sampleParams } from '../../domain/notice/sample.js';
import { placeholdersOf, wordedAs, type NoticeTemplates } from '../../domain/notice/templates.js';
import { CITIZEN_TEMPLATES, STAFF_TEMPLATES, type NoticeTemplate } from '../../domain/notice/vocabulary.js';
import type { Language } from '../../domain/ticket/words.js';
import { DEFAULT_WORDING } from '../../storage/notice/notice-templates.js';
import { wordingNoun } from '../../storage/notice/wording-noun.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { administer, type AdminServices } from '../admin/administer.js';
import { etagOf, expectedVersion } from '../http/etag.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';

type WordingServices = AdminServices & Pick<Services, 'noticeTemplates' | 'now'>;
const defineRoute = routesFor<WordingServices>();

const WORDINGS = '/api/v1/notice-wordings';
const COMMON = { tag: 'Notices', permission: ['administrator'], scope: 'admin' } as const;
const AS_IT_IS = { 200: { description: 'As it is now.', schema: WordingSchema, headers: ['ETag'] } } as const;
const NAMES: readonly NoticeTemplate[] = [...STAFF_TEMPLATES, ...CITIZEN_TEMPLATES];

const listWordings = defineRoute({
  ...COMMON,
  method: 'get',
  path: WORDINGS,
  operationId: 'listWordings',
  summary: 'The sets of texts of notices',
  responses: { 200: { description: 'One for all, and those of policy packs.', schema: WordingListSchema } },
  async handler(_input, { reference, noticeTemplates }) {
    const { wordings } = await reference.current();
    const codes = [...new Set([...noticeTemplates.codes, ...wordings.keys()])].sort();
    const items = codes.map((code) => {
      const own = wordings.get(code);
      const { templates } = WordingWishSchema.safeParse(own?.data ?? {}).data ?? {};
      return { code, version: own?.version ?? 0, notices: NAMES.filter((name) => templates?.[name] !== undefined) };
    });
    return { status: 200, body: { items } };
  },
});

const getWording = defineRoute({
  ...COMMON,
  method: 'get',
  path: `${WORDINGS}/{code}`,
  operationId: 'getWording',
  summary: 'One set: what it says otherwise, and the whole of it',
  params: WordingParamsSchema,
  responses: AS_IT_IS,
  problems: ['not-found'],
  handler: async ({ params: { code } }, services) => wordingAnswer(services, code, await services.reference.current()),
});

const putWording = defineRoute({
  ...COMMON,
  method: 'put',
  path: `${WORDINGS}/{code}`,
  operationId: 'putWording',
  summary: 'Say notices otherwise',
  description:
    'What is left out is said as it is shipped. Each version is kept. Workers and the inbox use it within seconds; a message that waits is worded when it is sent.',
  params: WordingParamsSchema,
  body: WordingWishSchema,
  requestHeaders: ['If-Match'],
  responses: AS_IT_IS,
  problems: ['not-found', 'precondition-required', 'stale-version'],
  async handler({ params: { code }, body, account, request }, services) {
    const version = expectedVersion(request.get('if-match'));
    wholeOf(services, code, await services.reference.current(), body);
    await administer(services, { account, request, target: `put wording ${code}`, body }, async (desk) => {
      await desk.put(wordingNoun, code, () => body, { version });
      return { status: 200 };
    });
    return wordingAnswer(services, code, await services.reference.current());
  },
});

const previewWording = defineRoute({
  ...COMMON,
  method: 'post',
  path: `${WORDINGS}/{code}/preview`,
  operationId: 'previewWording',
  summary: 'A notice as it would read, about an invented ticket',
  params: WordingParamsSchema,
  body: WordingPreviewQuestionSchema,
  responses: { 200: { description: 'In both languages.', schema: WordingPreviewSchema } },
  problems: ['not-found'],
  async handler({ params: { code }, body: { template, own } }, services) {
    const reference = await services.reference.current();
    const { templates, unknown } = wholeOf(services, code, reference, own);
    const [unit = null] = [...reference.units.values()].filter(({ parent }) => parent !== null).map(({ id }) => id);
    const [classCode = null] = [...reference.classes.values()]
      .filter(({ level }) => level === 3)
      .map((one) => one.code);
    const params = sampleParams(services.now().toISOString(), { unit, classCode });
    const names = namesIn(reference);
    const inLanguage = (language: Language) => {
      const values = { className: unknown[language], ...wordsFor(params, language, names) };
      const isCitizens = template.startsWith('citizen');
      return wordedAs(templates[template], language, { ...values, ...(isCitizens && SAMPLE_OF_CITIZEN) });
    };
    return {
      status: 200,
      body: { template, sms: templates[template].sms, zh: inLanguage('zh'), en: inLanguage('en') },
    };
  },
});

/** The texts of a set with these in it; refused, naming the place, when they do not fit. */
function wholeOf(
  { noticeTemplates }: Pick<WordingServices, 'noticeTemplates'>,
  code: string,
  { wordings, packs }: ReferenceSnapshot,
  own: unknown = wordings.get(code)?.data,
): NoticeTemplates {
  const isKnown = code === DEFAULT_WORDING || noticeTemplates.codes.includes(code);
  if (!isKnown && !packs.some((pack) => pack.code === code)) {
    throw new ApiProblem('not-found', `There is no policy pack ${code} that could have texts of its own.`);
  }
  try {
    return noticeTemplates.with(wordings, code, own);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const [place = ''] = /^[\w.]+/.exec(why) ?? [];
    throw invalidField(`/${place.replaceAll('.', '/')}`, 'invalid', `These texts cannot be used: ${why}`);
  }
}

function wordingAnswer(services: WordingServices, code: string, reference: ReferenceSnapshot): RouteResponse {
  const whole = wholeOf(services, code, reference);
  const stored = reference.wordings.get(code);
  const version = stored?.version ?? 0;
  const templates = Object.fromEntries(
    NAMES.map((name) => [name, { ...whole.templates[name], placeholders: [...placeholdersOf(name)] }]),
  );
  return {
    status: 200,
    headers: { ETag: etagOf(version) },
    body: { code, version, own: stored?.data ?? {}, whole: { ...whole, templates } },
  };
}

export const wordingRoutes: readonly Route<WordingServices>[] = [listWordings, getWording, putWording, previewWording];
