import { SUGGESTION_DAYS, SuggestionFiguresQuerySchema, SuggestionFiguresSchema } from '../../contracts/suggestions.js';
import type { BorneOnChannel } from '../../storage/intake/suggestion-choices.js';
import { dayRange } from '../http/day-range.js';
import { chinaTime } from '../http/time.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { temperaturesOf } from './live-model.js';

type FigureServices = Pick<Services, 'suggestionChoices' | 'classModels' | 'reference'>;
const defineRoute = routesFor<FigureServices>();

/** The newest of a year; shares of more say the same. */
const MOST_BORNE = 50_000;

const getFigures = defineRoute({
  method: 'get',
  path: '/api/v1/stats/suggestions',
  operationId: 'getSuggestionFigures',
  tag: 'Supervision',
  summary: 'What became of suggestions at intake, and how true the confidence of classes was',
  description:
    'Taken, changed or ignored, by field, by the class that was suggested first, and by channel. No ticket and no person is counted by.',
  permission: ['supervisor', 'reviewer', 'dutyManager', 'director', 'auditor'],
  query: SuggestionFiguresQuerySchema,
  responses: { 200: { description: 'The figures.', schema: SuggestionFiguresSchema } },
  async handler({ query }, { suggestionChoices, classModels, reference }) {
    const { begin, before } = dayRange(query, SUGGESTION_DAYS);
    // One after the other: none of them waits for a connection while it holds one.
    const fields = await suggestionChoices.byField(begin, before);
    const classes = await suggestionChoices.byClass(begin, before);
    const borne = await suggestionChoices.borne(begin, before, MOST_BORNE);
    const newest = await classModels.newest();
    const known = await reference.current();
    return {
      status: 200,
      body: {
        model: newest && {
          ...{ version: newest.version, hash: newest.hash, learntAt: chinaTime(newest.learntAt) },
          ...{ texts: newest.texts, tickets: newest.tickets },
          ...{ top1: newest.quality.top1, calibrationError: newest.quality.calibrationError },
        },
        fields,
        classes: classes.map((one) => ({ ...one, name: known.classes.get(one.classCode)?.name ?? null })),
        channels: channelsOf(borne),
      },
    };
  },
});

function channelsOf(borne: readonly BorneOnChannel[]) {
  const temperatures = temperaturesOf(borne);
  return [...new Set(borne.map(({ channel }) => channel))].map((channel) => {
    const all = borne.filter((one) => one.channel === channel);
    const chosen = all.filter(({ choice }) => choice !== 'ignored');
    const count = (of: BorneOnChannel['choice']): number => all.filter(({ choice }) => choice === of).length;
    const mean = (values: readonly number[]): number | null =>
      values.length === 0 ? null : Math.round((values.reduce((sum, one) => sum + one, 0) / values.length) * 1e3) / 1e3;
    return {
      ...{ channel, taken: count('taken'), changed: count('changed'), ignored: count('ignored') },
      said: mean(chosen.map(({ confidence }) => confidence)),
      right: mean(chosen.map(({ choice }) => (choice === 'taken' ? 1 : 0))),
      temperature: temperatures.get(channel ?? '') ?? null,
    };
  });
}

export const suggestionFigureRoutes: readonly Route<FigureServices>[] = [getFigures];
