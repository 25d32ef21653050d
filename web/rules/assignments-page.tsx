import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, InputNumber, Select } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { CHANNEL_WORDS } from '../../domain/ticket/code-words.js';
import type { Channel } from '../../domain/ticket/vocabulary.js';
import { AnyUnit } from '../admin/any-unit.js';
import { Changes } from '../admin/changes.js';
import { CodeField } from '../admin/code-field.js';
import type { Values } from '../admin/contract-fields.js';
import { Deed } from '../admin/deed.js';
import { useFieldWords } from '../admin/field-words.js';
import { ifMatch } from '../admin/if-match.js';
import type { Held } from '../admin/held.js';
import { NounForm } from '../admin/noun-form.js';
import { NounPage, type Opened } from '../admin/noun-page.js';
import { api, ask } from '../api/client.js';
import type { Controlled } from '../forms/controlled.js';
import { useReference } from '../api/reference.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';
import { InstantField } from './instant-field.js';
import { POLICIES, previewPolicies, readPolicies, type Assignment, type Preview } from './policies.js';
import { PreviewTable } from './preview.js';
import './rules.css';

const LISTED = {
  key: [...POLICIES, 'assignments'],
  read: async () => ({ items: (await readPolicies()).assignments }),
} as const;

/** Which pack holds where, and from when. What it would change is looked at before it is said. */
export function AssignmentsPage() {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const where = ({ unit, channel }: Assignment): string =>
    [
      unit === null ? t('assignments.allUnits') : unitName(unit, language),
      channel === null ? t('assignments.allChannels') : say(CHANNEL_WORDS[channel as Channel]),
    ].join(' · ');
  return (
    <NounPage
      page="policyAssignments"
      listed={LISTED}
      idOf={({ id }) => id}
      titleOf={({ id }) => id}
      wordsOf={(one) => `${one.id} ${one.pack} ${one.version} ${where(one)}`}
      add={t('assignments.add')}
      about={<p className="quiet about">{t('assignments.about')}</p>}
      columns={[
        { key: 'id', head: t('assignments.id'), cell: ({ id }) => <span className="code">{id}</span> },
        { key: 'pack', head: t('assignments.pack'), cell: ({ pack, version }) => `${pack}@${version}` },
        { key: 'where', head: t('assignments.where'), cell: where },
        {
          key: 'from',
          head: t('assignments.effectiveFrom'),
          cell: ({ effectiveFrom }) => dayAndTime(effectiveFrom, language),
        },
        {
          key: 'to',
          head: t('assignments.effectiveTo'),
          cell: ({ effectiveTo }) => (effectiveTo === null ? '' : dayAndTime(effectiveTo, language)),
        },
        { key: 'priority', head: t('assignments.priority'), cell: ({ priority }) => priority },
      ]}
    >
      {(opened) => <OneAssignment {...opened} />}
    </NounPage>
  );
}

const heldOf = ({ id: _id, revision, pack, version, ...values }: Assignment): Held => ({
  values: { ...values, pack: `${pack}@${version}` },
  version: revision,
});
const NEW_ONE: Held = { values: { priority: 0, unit: null, channel: null }, version: null };

/** The body, and its name, as the form holds them. */
function wishOf({ id, pack, unit, channel, priority, effectiveFrom, effectiveTo }: Values) {
  const [code = '', version = ''] = String(pack).split('@');
  return {
    id: String(id),
    wish: {
      ...{ pack: code, version },
      unit: (unit as string | undefined) ?? null,
      channel: (channel as Channel | undefined) ?? null,
      priority: (priority as number | undefined) ?? 0,
      effectiveFrom: String(effectiveFrom),
      effectiveTo: (effectiveTo as string | undefined) ?? null,
    },
  };
}

function OneAssignment({ row, close, done }: Opened<Assignment>) {
  const { t } = useWords();
  const label = useFieldWords();
  const client = useQueryClient();
  const [read] = useState(row);
  const [seen, setSeen] = useState<{ readonly of: string; readonly preview: Preview } | null>(null);
  const forgetSeen = useCallback(() => setSeen(null), []);
  const subject = read ? ({ noun: 'policyAssignment', id: read.id } as const) : undefined;
  const nameIn = (values: Values): string => read?.id ?? String(values['id']);

  /** The first press shows what would come of it, the second one does that, unless something was changed between. */
  async function look(values: Values): Promise<boolean> {
    const { id, wish } = wishOf({ ...values, id: nameIn(values) });
    const of = JSON.stringify([id, wish]);
    if (seen?.of === of) return true;
    const preview = await previewPolicies({ assign: [{ id, ...wish }], remove: [], examples: 20 });
    setSeen({ of, preview });
    return false;
  }
  const finished = (text: string, id: string): void => {
    void client.invalidateQueries({ queryKey: POLICIES });
    done(text, { noun: 'policyAssignment', id });
  };
  return (
    <>
      <section className="card">
        <NounForm
          name={`assignment ${read?.id ?? 'new'}`}
          held={read ? heldOf(read) : NEW_ONE}
          subject={subject}
          readAgain={async () => {
            const now = (await readPolicies()).assignments.find(({ id }) => id === read?.id);
            return now ? heldOf(now) : NEW_ONE;
          }}
          look={look}
          submitWords={t(seen ? 'assignments.confirm' : 'assignments.preview')}
          send={(values, { version }) => {
            const { id, wish } = wishOf({ ...values, id: nameIn(values) });
            return ask(
              api.PUT('/api/v1/policy-assignments/{assignment}', {
                params: { path: { assignment: id }, header: ifMatch(version) },
                body: wish,
              }),
            );
          }}
          onDone={({ id }) => finished(t('assignments.assigned', { name: id }), id)}
          onClose={close}
        >
          {!read && <CodeField name="id" label={t('assignments.id')} hint={t('assignments.idHint')} />}
          <PackField />
          <Form.Item name="unit" label={<Optional words={label('unit')} />} extra={t('assignments.unitHint')}>
            <AnyUnit />
          </Form.Item>
          <Form.Item name="channel" label={<Optional words={t('assignments.channel')} />}>
            <ChannelField />
          </Form.Item>
          <Form.Item
            name="effectiveFrom"
            label={t('assignments.effectiveFrom')}
            rules={[{ required: true, message: t('signIn.needed') }]}
          >
            <InstantField />
          </Form.Item>
          <Form.Item name="effectiveTo" label={<Optional words={t('assignments.effectiveTo')} />}>
            <InstantField />
          </Form.Item>
          <Form.Item name="priority" label={t('assignments.priority')} extra={t('assignments.priorityHint')}>
            <InputNumber min={-1_000} max={1_000} precision={0} />
          </Form.Item>
          {seen && <Seen of={seen} id={read?.id ?? null} onOld={forgetSeen} />}
        </NounForm>
      </section>
      {read && (
        <section className="card">
          <h2>{t('assignments.remove')}</h2>
          <Deed
            words={t('assignments.remove')}
            explains={<Without id={read.id} />}
            danger
            send={async () => {
              const params = { path: { assignment: read.id }, header: ifMatch(read.revision) };
              await ask(api.DELETE('/api/v1/policy-assignments/{assignment}', { params }));
            }}
            onDone={() => finished(t('assignments.removed', { name: read.id }), read.id)}
          />
        </section>
      )}
      {subject && <Changes subject={subject} onUndone={close} />}
    </>
  );
}

/** What was seen is of what stands in the form; once that is changed it is to be seen anew. */
function Seen({
  of,
  id,
  onOld,
}: {
  of: { readonly of: string; readonly preview: Preview };
  id: string | null;
  onOld: () => void;
}) {
  const values = (Form.useWatch([]) ?? {}) as Values;
  const now = wishOf({ ...values, id: id ?? values['id'] });
  const isOld = values['pack'] !== undefined && JSON.stringify([now.id, now.wish]) !== of.of;
  useEffect(() => {
    if (isOld) onOld();
  }, [isOld, onOld]);
  return <PreviewTable preview={of.preview} error={null} />;
}

/** What would be otherwise if it were gone. */
function Without({ id }: { id: string }) {
  const { data, error } = useQuery({
    queryKey: [...POLICIES, 'without', id],
    queryFn: () => previewPolicies({ assign: [], remove: [id], examples: 10 }),
    retry: false,
  });
  return <PreviewTable preview={data} error={error} />;
}

function Optional({ words }: { words: string }) {
  const { t } = useWords();
  return (
    <>
      {words}
      <span className="quiet">（{t('optional')}）</span>
    </>
  );
}

function PackField() {
  const { t, say } = useWords();
  const { data } = useQuery({ queryKey: POLICIES, queryFn: readPolicies });
  return (
    <Form.Item name="pack" label={t('assignments.pack')} rules={[{ required: true, message: t('signIn.needed') }]}>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('form.choose')}
        options={(data?.items ?? []).map(({ code, version, name }) => ({
          value: `${code}@${version}`,
          label: `${say(name)} ${code}@${version}`,
        }))}
      />
    </Form.Item>
  );
}

function ChannelField({ id, value, onChange }: Controlled<string | null>) {
  const { t, say } = useWords();
  return (
    <Select
      {...(id !== undefined && { id })}
      allowClear
      placeholder={t('assignments.allChannels')}
      value={value ?? null}
      options={Object.entries(CHANNEL_WORDS).map(([channel, word]) => ({ value: channel, label: say(word) }))}
      onChange={(chosen: string | undefined) => onChange?.(chosen ?? null)}
    />
  );
}
