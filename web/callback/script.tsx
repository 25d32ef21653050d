import { Form, Input, Radio, Select } from 'antd';
import { useEffect, type RefObject } from 'react';
import { DISSATISFACTION_WORDS, SOLVED_WORDS } from '../../domain/ticket/code-words.js';
import { DISSATISFACTION_CODES, SOLVED, type Solved } from '../../domain/ticket/vocabulary.js';
import type { FormHandle } from '../forms/action-form.js';
import type { Values } from '../forms/form-ticket.js';
import { useKeys } from '../shell/keys.js';
import { useWords } from '../words/i18n.js';

const SOLVED_KEYS = ['1', '2', '3'] as const;
const SATISFIED_KEYS = { q: 5, w: 4, e: 3, r: 2, t: 1 } as const;
const LEAST_HAPPY = 2;

/** What is asked on the telephone, word by word; each answer has a key of its own. */
export function Script({ handle, title, unit }: { handle: RefObject<FormHandle | null>; title: string; unit: string }) {
  const { t, say } = useWords();
  const form = Form.useFormInstance<Values>();
  const { reached, solved, satisfied, reason } = (Form.useWatch([], form) ?? {}) as {
    readonly reached?: boolean;
    readonly solved?: Solved;
    readonly satisfied?: number;
    readonly reason?: string;
  };
  const wrong = t('callback.wrongNumberReason');
  const outcome = reached === false ? (reason === wrong ? 'wrong' : 'missed') : undefined;
  const withoutWrong = reason === wrong ? { reason: undefined } : {};
  const answer = (values: Values): void => handle.current?.set({ reached: true, ...withoutWrong, ...values });
  const miss = (): void =>
    handle.current?.set({ reached: false, solved: undefined, satisfied: undefined, code: undefined, ...withoutWrong });
  const wrongNumber = (): void => {
    miss();
    handle.current?.set({ reason: wrong });
  };
  useKeys({
    ...Object.fromEntries(SOLVED.map((one, at) => [SOLVED_KEYS[at] ?? '', () => answer({ solved: one })])),
    ...Object.fromEntries(Object.entries(SATISFIED_KEYS).map(([key, n]) => [key, () => answer({ satisfied: n })])),
    n: miss,
    m: wrongNumber,
  });

  const unhappy = reached === true && (solved === 'no' || (satisfied !== undefined && satisfied <= LEAST_HAPPY));
  const asksWhy = reached === true && (unhappy || solved === 'partly');
  const answered = solved !== undefined && satisfied !== undefined;
  // Both were asked: what is left is to write down why.
  useEffect(() => {
    if (unhappy && answered) handle.current?.focus('reason');
  }, [unhappy, answered, handle]);

  const needed = t('callback.needed');
  return (
    <>
      {(['solved', 'satisfied'] as const).map((name) => (
        <Form.Item key={name} name={name} hidden noStyle>
          <Kept />
        </Form.Item>
      ))}
      <p className="script-line" id="script-solved">
        {t('callback.askSolved', { title, unit })}
      </p>
      <Radio.Group
        className="script-answers"
        optionType="button"
        aria-labelledby="script-solved"
        value={solved ?? null}
        options={SOLVED.map((one, at) => ({
          value: one,
          label: <Keyed of={SOLVED_KEYS[at] ?? ''}>{say(SOLVED_WORDS[one])}</Keyed>,
        }))}
        onChange={({ target }) => answer({ solved: target.value as Solved })}
      />
      <p className="script-line" id="script-satisfied">
        {t('callback.askSatisfied')}
      </p>
      <Radio.Group
        className="script-answers"
        optionType="button"
        aria-labelledby="script-satisfied"
        value={satisfied ?? null}
        options={Object.entries(SATISFIED_KEYS).map(([key, n]) => ({
          value: n,
          label: <Keyed of={key.toUpperCase()}>{t(`callback.satisfied.${n}`)}</Keyed>,
        }))}
        onChange={({ target }) => answer({ satisfied: target.value as number })}
      />
      <p className="script-line" id="script-missed">
        {t('callback.orMissed')}
      </p>
      <Radio.Group
        className="script-answers"
        optionType="button"
        aria-labelledby="script-missed"
        value={outcome ?? null}
        options={[
          { value: 'missed', label: <Keyed of="N">{t('callback.missed')}</Keyed> },
          { value: 'wrong', label: <Keyed of="M">{t('callback.wrongNumber')}</Keyed> },
        ]}
        onChange={({ target }) => (target.value === 'wrong' ? wrongNumber() : miss())}
      />
      <Form.Item name="reached" className="script-needed" rules={[{ required: true, message: needed }]}>
        <Kept />
      </Form.Item>
      {asksWhy && (
        <Form.Item name="code" label={t('form.fields.code')}>
          <Select
            allowClear
            placeholder={t('form.choose')}
            options={DISSATISFACTION_CODES.map((one) => ({ value: one, label: say(DISSATISFACTION_WORDS[one]) }))}
          />
        </Form.Item>
      )}
      <Form.Item
        name="reason"
        label={t(unhappy ? 'callback.why' : 'callback.note')}
        rules={[{ required: unhappy, message: t('callback.whyNeeded') }]}
      >
        <Input.TextArea className="grows" rows={2} maxLength={2_000} />
      </Form.Item>
    </>
  );
}

/** A value of the form that is pressed above and not typed. */
function Kept() {
  return null;
}

function Keyed({ of, children }: { of: string; children: string }) {
  return (
    <>
      <kbd aria-hidden>{of}</kbd> {children}
    </>
  );
}
