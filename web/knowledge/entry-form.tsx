import { Form, Input } from 'antd';
import { EntryContentSchema } from '../../contracts/knowledge.js';
import { AUDIENCE_WORDS } from '../../domain/knowledge/entry-words.js';
import type { Audience } from '../../domain/knowledge/vocabulary.js';
import { AnyUnit } from '../admin/any-unit.js';
import { bodyOf, ContractFields, DayField, type Values } from '../admin/contract-fields.js';
import { ifMatch } from '../admin/if-match.js';
import { NounForm } from '../admin/noun-form.js';
import { RowsField } from '../admin/rows-field.js';
import { api, ask } from '../api/client.js';
import { useMe } from '../api/me.js';
import type { Controlled } from '../forms/controlled.js';
import { ClassPicker, UnitsPicker } from '../forms/pickers.js';
import { useWords } from '../words/i18n.js';
import type { Entry } from './entry.js';
import { SceneField, sceneIn } from './scene-field.js';

/** The draft of an entry: its first, the one that lies there, or that of its next version. */
export function EntryForm({
  id,
  entry,
  wanted,
  onDone,
  onClose,
}: {
  id: string;
  entry: Entry | null;
  /** What was asked for, where nobody wrote it yet. */
  wanted?:
    | {
        readonly question: string;
        readonly classCode: string | null;
        readonly answer?: string;
        readonly ownerUnit?: string | null;
      }
    | undefined;
  onDone: () => void;
  onClose?: (() => void) | undefined;
}) {
  const { t, say } = useWords();
  const { data: me } = useMe();
  const own = me?.unit && me.unit !== 'hotline' ? { ownerUnit: me.unit } : {};
  const asked = wanted
    ? {
        question: wanted.question,
        classCode: wanted.classCode ?? undefined,
        ...(wanted.answer !== undefined && { answer: wanted.answer }),
        ...(wanted.ownerUnit && { ownerUnit: wanted.ownerUnit }),
      }
    : {};
  const first: Values = { audience: 'public', phrasings: [], basis: [], areas: [], ...own, ...asked };
  const held = (of: Entry | null) => ({
    values: of ? { ...of.version.content } : first,
    version: of?.revision ?? null,
  });
  return (
    <NounForm
      name={`knowledge ${id}`}
      held={held(entry)}
      readAgain={async () =>
        held(await ask(api.GET('/api/v1/knowledge/{entry}', { params: { path: { entry: id }, query: {} } })))
      }
      send={(values, { version }) =>
        ask(
          api.PUT('/api/v1/knowledge/{entry}/draft', {
            params: { path: { entry: id }, header: ifMatch(version) },
            body: { ...bodyOf(EntryContentSchema, withoutBlanks(values)), scene: sceneIn(values['scene']) } as never,
          }),
        )
      }
      onDone={onDone}
      {...(onClose && { onClose })}
    >
      <ContractFields
        schema={EntryContentSchema}
        label={(field) => t(`knowledge.fields.${field as 'question'}`)}
        hint={(field) => (field === 'template' ? t('knowledge.templateHint') : undefined)}
        wordOf={(option) => say(AUDIENCE_WORDS[option as Audience])}
        controls={{
          phrasings: <LinesField />,
          ...{ basis: null, scene: null },
          from: <Since />,
          until: <Since />,
          ownerUnit: <AnyUnit />,
          classCode: <ClassPicker />,
          areas: <UnitsPicker />,
        }}
      />
      <RowsField
        name="basis"
        label={t('knowledge.fields.basis')}
        add={t('knowledge.addBasis')}
        remove={t('knowledge.removeBasis')}
      >
        {(row) =>
          (['document', 'clause', 'link'] as const).map((field) => (
            <Form.Item
              key={field}
              name={[row, field]}
              label={t(`knowledge.fields.${field}`)}
              rules={[{ required: field === 'document', message: t('signIn.needed') }]}
            >
              <Input maxLength={field === 'link' ? 1_000 : 200} />
            </Form.Item>
          ))
        }
      </RowsField>
      <SceneField />
    </NounForm>
  );
}

interface BasisRow {
  readonly document?: string;
  readonly clause?: string | null;
  readonly link?: string | null;
}

/** Lines and parts that were left empty are not there. */
function withoutBlanks({ phrasings = [], basis = [], ...rest }: Values): Values {
  return {
    ...rest,
    phrasings: (phrasings as string[]).filter((line) => line.trim() !== ''),
    basis: (basis as BasisRow[]).map(({ document, clause, link }) => ({
      ...{ document, clause: clause === '' ? null : clause, link: link === '' ? null : link },
    })),
  };
}

/** The first instant of a day. */
function Since({ value, onChange, ...given }: Controlled<string | null>) {
  return (
    <DayField
      {...given}
      value={value?.slice(0, DAY) ?? null}
      onChange={(day: string | null) => onChange?.(day === null ? null : `${day}T00:00:00+08:00`)}
    />
  );
}
const DAY = 'YYYY-MM-DD'.length;

/** A line each; empty ones are none. */
function LinesField({
  value = [],
  onChange,
  ...given
}: {
  id?: string;
  value?: readonly string[];
  onChange?: (lines: readonly string[]) => void;
}) {
  return (
    <Input.TextArea
      {...given}
      className="grows"
      rows={3}
      value={value.join('\n')}
      onChange={({ target }) => onChange?.(target.value.split('\n'))}
    />
  );
}
