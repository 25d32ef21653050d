import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { CITIZEN_TEMPLATES, STAFF_TEMPLATES, type NoticeTemplate } from '../../domain/notice/vocabulary.js';
import { BackLink } from '../admin/back-link.js';
import { Changes } from '../admin/changes.js';
import type { Values } from '../admin/contract-fields.js';
import { ifMatch } from '../admin/if-match.js';
import type { Held } from '../admin/held.js';
import { NounForm } from '../admin/noun-form.js';
import { NounTable } from '../admin/noun-table.js';
import { useOpened } from '../admin/opened.js';
import { api, ask } from '../api/client.js';
import type { components } from '../generated/api.js';
import { ProblemNote } from '../parts/problem-note.js';
import { speak } from '../shell/say.js';
import { useWords } from '../words/i18n.js';
import { useNoticeWords } from './notice-words.js';
import { readPolicies, POLICIES } from './policies.js';
import './rules.css';

type Wording = components['schemas']['Wording'];
type Own = components['schemas']['WordingWish'];
const KEY = ['wordings'] as const;
const PAGE = 'wordings';
const ALL: readonly NoticeTemplate[] = [...STAFF_TEMPLATES, ...CITIZEN_TEMPLATES];
const readWording = (code: string): Promise<Wording> =>
  ask(api.GET('/api/v1/notice-wordings/{code}', { params: { path: { code } } }));

/** What notices say: for all, or where a policy pack holds. */
export function WordingsPage() {
  const { t, say } = useWords();
  const { id } = useOpened(PAGE);
  const { data, error } = useQuery({
    queryKey: KEY,
    queryFn: async () => (await ask(api.GET('/api/v1/notice-wordings'))).items,
  });
  const policies = useQuery({ queryKey: POLICIES, queryFn: readPolicies });
  const packName = (code: string): string => {
    if (code === 'default') return t('wordings.setDefault');
    const pack = policies.data?.items.find((one) => one.code === code);
    return pack ? say(pack.name) : code;
  };
  if (error) return <ProblemNote error={error} />;
  if (!data) return <Skeleton active />;
  if (id !== undefined) {
    return (
      <>
        <BackLink page={PAGE} />
        <h1>
          {t('admin.pages.wordings')}：{packName(id)}
        </h1>
        <OneWording key={id} code={id} />
      </>
    );
  }
  // A pack that has none of its own yet can be given one.
  const known = new Map(data.map((one) => [one.code, one]));
  const codes = ['default', ...new Set((policies.data?.items ?? []).map(({ code }) => code))].filter(
    (code, at, all) => all.indexOf(code) === at,
  );
  return (
    <>
      <h1>{t('admin.pages.wordings')}</h1>
      <p className="quiet about">{t('wordings.about')}</p>
      <NounTable
        caption={t('admin.pages.wordings')}
        page={PAGE}
        rows={[...codes, ...[...known.keys()].filter((code) => !codes.includes(code))]}
        idOf={(code) => code}
        columns={[
          { key: 'name', head: t('wordings.set'), cell: packName },
          { key: 'code', head: t('packs.code'), cell: (code) => <span className="code">{code}</span> },
          {
            key: 'own',
            head: t('records.state'),
            cell: (code) => {
              const count = known.get(code)?.notices.length ?? 0;
              return count === 0 ? t('wordings.asShipped') : t('wordings.own', { count });
            },
          },
        ]}
      />
    </>
  );
}

function OneWording({ code }: { code: string }) {
  const { t } = useWords();
  const noticeWord = useNoticeWords();
  const client = useQueryClient();
  const [template, setTemplate] = useState<NoticeTemplate>('reminder');
  const { data, error } = useQuery({ queryKey: [...KEY, code], queryFn: () => readWording(code) });
  if (error) return <ProblemNote error={error} />;
  if (!data) return <Skeleton active />;
  const isOwn = (one: NoticeTemplate): boolean => data.own.templates?.[one] !== undefined;
  const anew = (): void => void client.invalidateQueries({ queryKey: KEY });
  return (
    <>
      <section className="card">
        <p className="beside">
          <Select
            className="filter"
            aria-label={t('wordings.choose')}
            showSearch={{ optionFilterProp: 'label' }}
            popupMatchSelectWidth={false}
            value={template}
            options={ALL.map((value) => ({
              value,
              label: isOwn(value) ? `${noticeWord(value)} ●` : noticeWord(value),
            }))}
            onChange={setTemplate}
          />
          <span>{t(isOwn(template) ? 'wordings.own' : 'wordings.asShipped', { count: 1 })}</span>
        </p>
        <OneNotice key={`${template} ${data.version}`} {...{ code, template, data }} onDone={anew} />
      </section>
      <Changes subject={{ noun: 'noticeWording', id: code }} onUndone={anew} />
    </>
  );
}

type Said = Wording['whole']['templates'][string];
const valuesOf = (said: Said | undefined): Values =>
  said === undefined ? {} : { sms: said.sms, subject: said.subject, text: said.text };
const heldOf = (wording: Wording, template: NoticeTemplate): Held => ({
  values: valuesOf(wording.whole.templates[template]),
  version: wording.version,
});
const withOwn = (own: Own, template: NoticeTemplate, values: Values): Own => {
  const { sms, subject, text } = values;
  return { ...own, templates: { ...own.templates, [template]: { sms, subject, text } } } as Own;
};

function OneNotice({
  code,
  template,
  data,
  onDone,
}: {
  code: string;
  template: NoticeTemplate;
  data: Wording;
  onDone: () => void;
}) {
  const { t } = useWords();
  const noticeWord = useNoticeWords();
  const placeholders = data.whole.templates[template]?.placeholders ?? [];
  const needed = [{ required: true, message: t('signIn.needed') }];
  const put = (own: Own, version: number | null) =>
    ask(
      api.PUT('/api/v1/notice-wordings/{code}', {
        params: { path: { code }, header: ifMatch(version) },
        body: own,
      }),
    );
  const done = (): void => {
    speak(t('admin.saved', { name: noticeWord(template) }));
    onDone();
  };
  const [error, setError] = useState<unknown>(null);
  async function reset(): Promise<void> {
    setError(null);
    const { [template]: _gone, ...templates } = data.own.templates ?? {};
    await put({ ...data.own, templates }, data.version).then(done, setError);
  }
  return (
    <>
      <NounForm
        name={`wording ${code} ${template}`}
        held={heldOf(data, template)}
        subject={{ noun: 'noticeWording', id: code }}
        readAgain={async () => heldOf(await readWording(code), template)}
        send={async (values, { version }) => put(withOwn((await readWording(code)).own, template, values), version)}
        onDone={done}
      >
        <p className="quiet">
          {t('wordings.placeholders')}：{placeholders.map((one) => `{{${one}}}`).join(' ')}
        </p>
        <Form.Item name="sms" label={t('wordings.sms')} extra={t('wordings.smsHint')} rules={needed}>
          <Input className="code" maxLength={40} />
        </Form.Item>
        {(['zh', 'en'] as const).map((language) => (
          <fieldset key={language} className="plain-set">
            <legend className="strong">{t(language === 'zh' ? 'wordings.inZh' : 'wordings.inEn')}</legend>
            <Form.Item name={['subject', language]} label={t('wordings.subject')} rules={needed}>
              <Input maxLength={2_000} lang={language} />
            </Form.Item>
            <Form.Item name={['text', language]} label={t('wordings.text')} rules={needed}>
              <Input.TextArea className="grows" rows={3} maxLength={2_000} lang={language} />
            </Form.Item>
          </fieldset>
        ))}
        <PreviewOf {...{ code, template }} own={data.own} />
      </NounForm>
      {data.own.templates?.[template] !== undefined && (
        <p className="records-back">
          <Button onClick={() => void reset()}>{t('wordings.reset')}</Button>
        </p>
      )}
      {error !== null && <ProblemNote error={error} />}
    </>
  );
}

/** As it would read about an invented ticket, in both languages; nothing is kept. */
function PreviewOf({ code, template, own }: { code: string; template: NoticeTemplate; own: Own }) {
  const { t } = useWords();
  const form = Form.useFormInstance<Values>();
  const [seen, setSeen] = useState<components['schemas']['WordingPreview'] | null>(null);
  const [error, setError] = useState<unknown>(null);
  async function look(): Promise<void> {
    setError(null);
    setSeen(null);
    const body = { template, own: withOwn(own, template, form.getFieldsValue(true) as Values) };
    await ask(api.POST('/api/v1/notice-wordings/{code}/preview', { params: { path: { code } }, body })).then(
      setSeen,
      setError,
    );
  }
  return (
    <>
      <p>
        <Button onClick={() => void look()}>{t('wordings.look')}</Button>
      </p>
      {error !== null && <ProblemNote error={error} />}
      {seen && (
        <Alert
          type="info"
          title={t('wordings.looked')}
          description={
            <div className="wording-both" role="status">
              {([seen.zh, seen.en] as const).map((one, at) => (
                <div key={at} lang={at === 0 ? 'zh-CN' : 'en'}>
                  <strong>{one.subject}</strong>
                  <p className="said">{one.text}</p>
                </div>
              ))}
            </div>
          }
        />
      )}
    </>
  );
}
