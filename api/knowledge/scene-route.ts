import type { z } from 'zod';
import { EntryParamsSchema } from '../../contracts/knowledge.js';
import { WalkedSceneSchema } from '../../contracts/scene.js';
import { entriesOfScene, type SceneLead } from '../../domain/knowledge/scene.js';
import type { KeptState } from '../../domain/knowledge/vocabulary.js';
import { DECLINE_WORDS } from '../../domain/ticket/public-words.js';
import type { KeptEntry } from '../../storage/knowledge/entry-rows.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { servedOf, sure } from './sure-entry.js';

type SceneServices = Pick<Services, 'knowledge' | 'reference' | 'now'>;
const defineRoute = routesFor<SceneServices>();

const IN_THE_MAKING: ReadonlySet<KeptState> = new Set(['draft', 'unitReview', 'hotlineReview']);

type ShownLead = z.input<typeof WalkedSceneSchema>['steps'][number]['answers'][number]['leads'];

const walkScene = defineRoute({
  method: 'get',
  path: '/api/v1/knowledge/{entry}/scene',
  operationId: 'walkScene',
  tag: 'Knowledge',
  summary: 'The questions of a scene, each answer with what it leads to',
  description:
    'Whole, so that it can be walked while somebody speaks: in the version that is served, or, while none is, in the one that is written and reviewed, for who tries it. Entries stand in it as they are read out now; one that is not is null. An entry that leads by no questions has no steps.',
  permission: 'account',
  params: EntryParamsSchema,
  missing: 'entry-not-found',
  responses: { 200: { description: 'From its first question on.', schema: WalkedSceneSchema } },
  problems: ['entry-not-found'],
  async handler({ params: { entry: id } }, { knowledge, reference, now }) {
    const asking = { now: now(), places: null, audience: 'internal' } as const;
    const newest = sure(await knowledge.find(id));
    const tried = newest.served === null && IN_THE_MAKING.has(newest.version.state) ? newest : null;
    const kept = sure((await servedOf(knowledge, newest, asking)) ?? tried);
    const { scene, question, answer } = kept.version.content;
    const entries = new Map<string, KeptEntry | null>();
    for (const leaf of scene === null ? [] : entriesOfScene(scene))
      entries.set(leaf, await servedOf(knowledge, await knowledge.find(leaf), asking));
    const snapshot = await reference.current();
    const steps = (scene?.steps ?? []).map(({ key, asks, answers }) => ({
      ...{ key, asks },
      answers: answers.map(({ words, leads }) => ({ words, leads: shownLead(leads, entries, snapshot) })),
    }));
    const dead = steps.flatMap(({ answers }) => answers).filter(({ leads }) => leads.to === 'entry' && !leads.entry);
    const { version } = kept.version;
    return { status: 200, body: { id, version, question, answer, steps, deadLeaves: dead.length } };
  },
});

function shownLead(
  lead: SceneLead,
  entries: ReadonlyMap<string, KeptEntry | null>,
  { classes, units }: ReferenceSnapshot,
): ShownLead {
  if (lead.to === 'entry') {
    const kept = entries.get(lead.entry) ?? null;
    if (kept === null) return { to: 'entry', entry: null };
    const { version, content } = kept.version;
    return { to: 'entry', entry: { id: kept.id, version, question: content.question, answer: content.answer } };
  }
  if (lead.to === 'ticket') {
    const known = classes.get(lead.classCode);
    const owner = known?.owners.find((unit) => units.get(unit)?.closedAt === null);
    return {
      ...{ to: 'ticket', classCode: lead.classCode, name: known?.name ?? null },
      unit: owner === undefined ? null : { id: owner, name: units.get(owner)?.name ?? owner },
    };
  }
  if (lead.to === 'decline') return { ...lead, words: DECLINE_WORDS[lead.code] };
  return lead;
}

export const sceneRoutes: readonly Route<SceneServices>[] = [walkScene];
