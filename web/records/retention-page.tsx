import { Form, Select } from 'antd';
import { OTHERS, RetentionWishSchema } from '../../contracts/retention.js';
import { Changes } from '../admin/changes.js';
import { bodyOf, ContractFields } from '../admin/contract-fields.js';
import { useFieldWords } from '../admin/field-words.js';
import { heldBy, type Held } from '../admin/held.js';
import { ifMatch } from '../admin/if-match.js';
import { NounForm } from '../admin/noun-form.js';
import { NounPage, type Opened } from '../admin/noun-page.js';
import { Removing } from '../admin/removing.js';
import { api, ask } from '../api/client.js';
import { mayWith, useMe } from '../api/me.js';
import { classLabel, useClasses } from '../api/reference.js';
import type { components } from '../generated/api.js';
import { useWords } from '../words/i18n.js';

type Rule = components['schemas']['RetentionRule'];
const LISTED = { key: ['retention-rules'], read: () => ask(api.GET('/api/v1/retention-rules')) } as const;

/** For how long tickets are kept after their end: by class, and of all other classes. */
export function RetentionPage() {
  const { t, language } = useWords();
  const { data: me } = useMe();
  const classes = useClasses();
  const mayChange = me ? mayWith(me, 'putRetentionRule') : false;
  const nameOf = (code: string): string => {
    if (code === OTHERS) return t('retention.others');
    const known = classes.find((one) => one.code === code);
    return known ? classLabel(known, language) : code;
  };
  return (
    <NounPage
      page="retention"
      listed={LISTED}
      idOf={(rule: Rule) => rule.class}
      titleOf={(rule) => nameOf(rule.class)}
      wordsOf={(rule) => `${rule.class} ${nameOf(rule.class)} ${rule.source}`}
      {...(mayChange && { add: t('retention.add') })}
      about={<p className="quiet about">{t('retention.about')}</p>}
      columns={[
        { key: 'class', head: t('retention.class'), cell: (rule) => <bdi>{nameOf(rule.class)}</bdi> },
        { key: 'years', head: t('admin.fields.years'), cell: ({ years }) => t('retention.years', { count: years }) },
        { key: 'source', head: t('admin.fields.source'), cell: ({ source }) => <bdi>{source}</bdi> },
      ]}
    >
      {(opened) =>
        mayChange ? (
          <OneRule key={`${opened.row?.class ?? ''} ${opened.row?.version ?? 0}`} {...opened} nameOf={nameOf} />
        ) : (
          opened.row && (
            <section className="card">
              <p>
                {t('retention.years', { count: opened.row.years })} · <bdi>{opened.row.source}</bdi>
              </p>
            </section>
          )
        )
      }
    </NounPage>
  );
}

const heldOf = (rule: Rule): Held => heldBy(RetentionWishSchema, rule);
async function read(code: string): Promise<Held> {
  const { items } = await ask(api.GET('/api/v1/retention-rules'));
  const found = items.find((one) => one.class === code);
  return found ? heldOf(found) : { values: {}, version: null };
}

function OneRule({ row, close, done, nameOf }: Opened<Rule> & { nameOf: (code: string) => string }) {
  const { t } = useWords();
  const classes = useClasses();
  const label = useFieldWords();
  const subject = row ? ({ noun: 'retentionRule', id: row.class } as const) : undefined;
  const choices = [OTHERS, ...classes.map(({ code }) => code)].map((code) => ({ value: code, label: nameOf(code) }));
  return (
    <>
      <section className="card">
        <NounForm
          name={`retention ${row?.class ?? 'new'}`}
          held={row ? heldOf(row) : { values: {}, version: null }}
          subject={subject}
          readAgain={() => read(row?.class ?? '')}
          send={({ class: chosen, ...values }, { version }) =>
            ask(
              api.PUT('/api/v1/retention-rules/{class}', {
                params: { path: { class: row?.class ?? String(chosen) }, header: ifMatch(version) },
                body: bodyOf(RetentionWishSchema, values) as never,
              }),
            )
          }
          onDone={(rule) =>
            done(t('admin.saved', { name: nameOf(rule.class) }), { noun: 'retentionRule', id: rule.class })
          }
          onClose={close}
        >
          {!row && (
            <Form.Item
              name="class"
              label={t('retention.class')}
              rules={[{ required: true, message: t('signIn.needed') }]}
            >
              <Select showSearch={{ optionFilterProp: 'label' }} options={choices} placeholder={t('form.choose')} />
            </Form.Item>
          )}
          <ContractFields schema={RetentionWishSchema} label={label} />
        </NounForm>
      </section>
      {row && (
        <Removing
          words={t('retention.remove')}
          text={t('retention.removeText')}
          send={() =>
            ask(
              api.DELETE('/api/v1/retention-rules/{class}', {
                params: { path: { class: row.class }, header: ifMatch(row.version) },
              }),
            )
          }
          onDone={() => done(t('admin.removed', { name: nameOf(row.class) }), subject)}
        />
      )}
      {subject && <Changes subject={subject} onUndone={close} />}
    </>
  );
}
