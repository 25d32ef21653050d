import { useQuery } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { EVENT_TYPES, EVENT_WORDS, ROLE_WORDS } from '../../domain/ticket/words.js';
import type { Held } from '../admin/held.js';
import { NounForm } from '../admin/noun-form.js';
import { NounPage, type Opened } from '../admin/noun-page.js';
import { api, ask } from '../api/client.js';
import { useReference } from '../api/reference.js';
import { useWords } from '../words/i18n.js';
import { OneWebhook } from './one-webhook.js';
import { SecretOnce } from './secret-once.js';
import { readWebhooks, WEBHOOKS, type Webhook } from './webhooks.js';
import './rules.css';

const LISTED = { key: WEBHOOKS, read: readWebhooks } as const;
const NEW_ONE: Held = { values: { eventTypes: [] }, version: null };

/** Where events are posted to, how that goes, and what is sent again. */
export function WebhooksPage() {
  const { t, language } = useWords();
  const { unitName } = useReference();
  const unitOf = ({ unit }: Webhook): string => (unit === null ? '' : unitName(unit, language));
  return (
    <NounPage
      page="webhooks"
      listed={LISTED}
      idOf={({ id }) => id}
      titleOf={({ name }) => name}
      wordsOf={(one) => `${one.name} ${one.url} ${unitOf(one)}`}
      add={t('webhooks.add')}
      about={<p className="quiet about">{t('webhooks.about')}</p>}
      columns={[
        { key: 'name', head: t('webhooks.name'), cell: ({ name }) => <bdi>{name}</bdi> },
        { key: 'unit', head: t('webhooks.unit'), cell: unitOf },
        { key: 'url', head: t('webhooks.url'), cell: ({ url }) => <bdi>{url}</bdi> },
        { key: 'status', head: t('webhooks.status'), cell: ({ status }) => t(`webhooks.statuses.${status}`) },
        { key: 'late', head: t('webhooks.late'), cell: ({ late }) => (late === 0 ? '' : late) },
      ]}
    >
      {(opened) => (opened.row ? <OneWebhook {...opened} row={opened.row} /> : <NewWebhook {...opened} />)}
    </NounPage>
  );
}

/** The secret is in this answer alone, so it stands here until it is said to be kept. */
function NewWebhook({ close, done }: Opened<Webhook>) {
  const { t, say, language } = useWords();
  const { unitName } = useReference();
  const [made, setMade] = useState<{ readonly name: string; readonly secret: string } | null>(null);
  const { data: keys } = useQuery({
    queryKey: ['keys', 'open'],
    queryFn: async () => (await ask(api.GET('/api/v1/keys', { params: { query: { open: true } } }))).items,
  });
  const mayOwn = (keys ?? []).filter(
    ({ role, scopes }) =>
      (role === 'handler' || role === 'administrator') && (scopes.length === 0 || scopes.includes('webhooks')),
  );
  const needed = [{ required: true, message: t('signIn.needed') }];
  if (made) {
    return (
      <section className="card">
        <SecretOnce secret={made.secret} onKept={() => done(t('admin.saved', { name: made.name }))} />
      </section>
    );
  }
  return (
    <section className="card">
      <NounForm
        name="webhook new"
        held={NEW_ONE}
        submitWords={t('webhooks.add')}
        send={(values, { key }) =>
          ask(
            api.POST('/api/v1/webhooks', {
              params: { header: { 'Idempotency-Key': key } },
              body: {
                name: String(values['name']),
                url: String(values['url']),
                key: String(values['key']),
                eventTypes: (values['eventTypes'] ?? []) as never[],
              },
            }),
          )
        }
        onDone={({ name, secret }) => setMade({ name, secret })}
        onClose={close}
      >
        <Form.Item name="name" label={t('webhooks.name')} rules={needed}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Form.Item name="url" label={t('webhooks.url')} rules={needed}>
          <Input className="code" maxLength={2_000} inputMode="url" placeholder="https://" autoComplete="off" />
        </Form.Item>
        <Form.Item name="key" label={t('webhooks.key')} extra={t('webhooks.keyHint')} rules={needed}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('form.choose')}
            options={mayOwn.map(({ id, name, role, unit, prefix }) => ({
              value: id,
              label: [name, unit === null ? say(ROLE_WORDS[role]) : unitName(unit, language), prefix].join(' · '),
            }))}
          />
        </Form.Item>
        <Form.Item name="eventTypes" label={t('webhooks.events')}>
          <Select
            mode="multiple"
            placeholder={t('webhooks.eventsAll')}
            showSearch={{ optionFilterProp: 'label' }}
            options={EVENT_TYPES.map((value) => ({ value, label: say(EVENT_WORDS[value]) }))}
          />
        </Form.Item>
      </NounForm>
    </section>
  );
}
