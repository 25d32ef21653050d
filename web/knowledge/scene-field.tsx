import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { EmergencyLineSchema } from '../../contracts/common.js';
import { MOST_ANSWERS, MOST_STEPS, SCENE_LEADS } from '../../domain/knowledge/scene.js';
import { DECLINE_WORDS } from '../../domain/ticket/public-words.js';
import { DECLINE_CODES, type DeclineCode } from '../../domain/ticket/vocabulary.js';
import { api, ask } from '../api/client.js';
import type { components } from '../generated/api.js';
import type { Controlled } from '../forms/controlled.js';
import { ClassPicker } from '../forms/pickers.js';
import { useWords } from '../words/i18n.js';

type Scene = NonNullable<components['schemas']['Scene']>;
type Lead = components['schemas']['SceneLead'];
type To = Lead['to'];

/** As it is written: what is not chosen yet is empty. */
interface WrittenStep {
  readonly key: string;
  readonly asks?: string;
  readonly answers?: readonly {
    readonly words?: string;
    readonly leads?: Partial<Record<string, string>> & { to?: To };
  }[];
}

/** Steps with their answers, in the order in which they are asked; the first is where it begins. */
export function SceneField() {
  const { t } = useWords();
  const form = Form.useFormInstance();
  const scene = Form.useWatch('scene', { form, preserve: true }) as
    { steps?: readonly WrittenStep[] } | null | undefined;
  const steps = scene?.steps ?? [];
  if (!scene)
    return (
      <p>
        <Button onClick={() => form.setFieldsValue({ audience: 'internal', scene: { steps: [newStep([])] } })}>
          {t('knowledge.addScene')}
        </Button>{' '}
        <span className="quiet">{t('knowledge.sceneHint')}</span>
      </p>
    );
  return (
    <fieldset className="rows-field scene-field">
      <legend>{t('knowledge.fields.scene')}</legend>
      <p className="quiet">{t('knowledge.sceneHint')}</p>
      <Form.List name={['scene', 'steps']}>
        {(rows, { add, remove }) => (
          <>
            {rows.map((row, at) => (
              <div key={row.key} className="scene-step" role="group" aria-label={t('knowledge.step', { step: at + 1 })}>
                <Form.Item name={[row.name, 'key']} hidden>
                  <Input />
                </Form.Item>
                <Form.Item
                  name={[row.name, 'asks']}
                  label={t('knowledge.stepAsks', { step: at + 1 })}
                  rules={[{ required: true, message: t('signIn.needed') }]}
                >
                  <Input maxLength={200} />
                </Form.Item>
                <Answers step={row.name} steps={steps} />
                {at > 0 && (
                  <Button onClick={() => remove(row.name)}>{t('knowledge.removeStep', { step: at + 1 })}</Button>
                )}
              </div>
            ))}
            <Button disabled={rows.length >= MOST_STEPS} onClick={() => add(newStep(steps))}>
              {t('knowledge.addStep')}
            </Button>{' '}
            <Button onClick={() => form.setFieldValue('scene', null)}>{t('knowledge.removeScene')}</Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}

function newStep(steps: readonly WrittenStep[]): WrittenStep {
  const last = Math.max(0, ...steps.map(({ key }) => Number(/^s(\d+)$/.exec(key)?.[1] ?? 0)));
  return { key: `s${last + 1}`, answers: [{ leads: { to: 'entry' } }] };
}

function Answers({ step, steps }: { step: number; steps: readonly WrittenStep[] }) {
  const { t } = useWords();
  return (
    <Form.List name={[step, 'answers']}>
      {(rows, { add, remove }) => (
        <>
          {rows.map((row, at) => (
            <div key={row.key} className="scene-answer">
              <Form.Item
                name={[row.name, 'words']}
                label={t('knowledge.answerNumber', { answer: at + 1 })}
                rules={[{ required: true, message: t('signIn.needed') }]}
              >
                <Input maxLength={200} />
              </Form.Item>
              <Form.Item name={[row.name, 'leads', 'to']} label={t('knowledge.leadsTo')}>
                <Select options={SCENE_LEADS.map((to) => ({ value: to, label: t(`knowledge.leads.${to}`) }))} />
              </Form.Item>
              <Target step={step} answer={row.name} steps={steps} />
              <Button
                aria-label={t('knowledge.removeAnswer', { answer: at + 1 })}
                disabled={rows.length === 1}
                onClick={() => remove(row.name)}
              >
                {t('knowledge.remove')}
              </Button>
            </div>
          ))}
          <Button size="small" disabled={rows.length >= MOST_ANSWERS} onClick={() => add({ leads: { to: 'entry' } })}>
            {t('knowledge.addAnswer')}
          </Button>
        </>
      )}
    </Form.List>
  );
}

/** What an answer leads to, asked for by its kind. */
function Target({ step, answer, steps }: { step: number; answer: number; steps: readonly WrittenStep[] }) {
  const { t, say } = useWords();
  const to = steps[step]?.answers?.[answer]?.leads?.to ?? 'entry';
  const name = (field: string) => [answer, 'leads', field];
  const rules = [{ required: true, message: t('signIn.needed') }];
  const label = t(`knowledge.leads.${to}`);
  if (to === 'step')
    return (
      <Form.Item name={name('step')} label={label} rules={rules}>
        <Select
          options={steps.flatMap(({ key, asks }, at) =>
            at === 0 || at === step ? [] : [{ value: key, label: `${at + 1} ${asks ?? ''}` }],
          )}
          notFoundContent={t('knowledge.noOtherStep')}
        />
      </Form.Item>
    );
  if (to === 'ticket')
    return (
      <Form.Item name={name('classCode')} label={label} rules={rules}>
        <ClassPicker />
      </Form.Item>
    );
  if (to === 'line')
    return (
      <Form.Item name={name('line')} label={label} rules={rules}>
        <Select options={EmergencyLineSchema.options.map((line) => ({ value: line, label: line }))} />
      </Form.Item>
    );
  if (to === 'decline')
    return (
      <Form.Item name={name('code')} label={label} rules={rules}>
        <Select
          options={DECLINE_CODES.map((code: DeclineCode) => ({ value: code, label: say(DECLINE_WORDS[code]) }))}
        />
      </Form.Item>
    );
  return (
    <Form.Item name={name('entry')} label={label} rules={rules}>
      <EntryPicker />
    </Form.Item>
  );
}

/** Found as the desk finds it: by half a sentence. */
function EntryPicker({ id, value, onChange }: Controlled<string>) {
  const { t } = useWords();
  const [asked, setAsked] = useState('');
  const chosen = useQuery({
    queryKey: ['knowledge', 'entry', value, null],
    queryFn: () => ask(api.GET('/api/v1/knowledge/{entry}', { params: { path: { entry: value ?? '' }, query: {} } })),
    enabled: value !== undefined && value !== '',
    retry: false,
  });
  const { data, isFetching } = useQuery({
    queryKey: ['knowledge', 'picked', asked],
    queryFn: () =>
      ask(
        api.POST('/api/v1/knowledge/search', {
          body: { question: asked, place: null, classCode: null, limit: 10, facts: {} },
        }),
      ),
    enabled: asked.trim().length > 1,
  });
  const found = data?.items.map((hit) => ({ value: hit.id, label: hit.question })) ?? [];
  const now =
    value && !found.some((one) => one.value === value)
      ? [{ value, label: chosen.data?.version.content.question ?? value }]
      : [];
  return (
    <Select
      {...(id !== undefined && { id })}
      {...(value !== undefined && { value })}
      showSearch={{ filterOption: false, onSearch: setAsked }}
      options={[...now, ...found]}
      loading={isFetching}
      placeholder={t('knowledge.pickEntry')}
      notFoundContent={t(asked.trim().length > 1 ? 'knowledge.noneSuch' : 'knowledge.pickEntry')}
      onChange={(one: string) => onChange?.(one)}
    />
  );
}

/** Only what its kind has goes with an answer: who changed their mind has left something behind. */
export function sceneIn(written: unknown): Scene | null {
  const steps = (written as { steps?: readonly WrittenStep[] } | null | undefined)?.steps;
  if (!steps) return null;
  return {
    steps: steps.map(({ key, asks, answers = [] }) => ({
      ...{ key, asks: asks ?? '' },
      answers: answers.map(({ words, leads = {} }) => ({ words: words ?? '', leads: leadIn(leads) })),
    })),
  };
}

function leadIn({
  to = 'entry',
  step = '',
  entry = '',
  classCode = '',
  line = '',
  code = '',
}: Partial<Record<string, string>>): Lead {
  const leads: Readonly<Record<string, object>> = {
    ...{ step: { step }, entry: { entry }, ticket: { classCode }, line: { line }, decline: { code } },
  };
  return { to, ...leads[to] } as Lead;
}
