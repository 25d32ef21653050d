import { Checkbox, Form, Input, Radio, Select } from 'antd';
import { IDENTITIES } from '../../domain/ticket/protection.js';
import { CHANNEL_WORDS, TYPE_WORDS, URGENCY_WORDS } from '../../domain/ticket/code-words.js';
import { TYPES, URGENCIES, type Channel } from '../../domain/ticket/vocabulary.js';
import { AreaPicker, ClassPicker, UnitPicker } from '../forms/pickers.js';
import { UploadField } from '../forms/upload-field.js';
import { useWords } from '../words/i18n.js';
import type { CallValues } from './call-body.js';

/** What is written down at a desk; other channels come by programs. */
const CHANNELS: readonly Channel[] = ['phone', 'letter', 'wechat', 'app', 'web', 'grid', 'platform'];

/** Where Esc and a digit lead, by the names that the form gives its fields. */
export const FIELD_OF_DIGIT: Readonly<Record<string, string>> = {
  '0': 'intake_citizen_phone',
  '1': 'intake_text',
  '2': 'intake_address_text',
  '3': 'intake_classCode',
  '4': 'intake_citizen_name',
  '5': 'intake_attachments',
};

/** In the order in which one talks, which is the order of Tab. */
export function CallFields() {
  const { t, say } = useWords();
  const form = Form.useFormInstance<CallValues>();
  const type = Form.useWatch('type', form);
  const isAnonymous = Form.useWatch(['citizen', 'identity'], form) === 'anonymous';
  const needed = [{ required: true, message: t('signIn.needed') }];
  const neededUnlessAnonymous = [{ required: !isAnonymous, message: t('intake.neededUnlessAnonymous') }];
  const options = <T extends string>(all: readonly T[], words: Readonly<Record<T, Parameters<typeof say>[0]>>) =>
    all.map((value) => ({ value, label: say(words[value]) }));
  return (
    <>
      <Form.Item name="call" hidden>
        <Input />
      </Form.Item>
      <div className="intake-row">
        <Form.Item
          name={['citizen', 'phone']}
          label={<Label digit="0" text={t('intake.phone')} />}
          rules={neededUnlessAnonymous}
        >
          <Input maxLength={64} inputMode="tel" autoComplete="off" autoFocus className="intake-phone" />
        </Form.Item>
        <Form.Item name="channel" label={t('ticket.channel')}>
          <Select options={options(CHANNELS, CHANNEL_WORDS)} />
        </Form.Item>
      </div>
      <Form.Item name="text" label={<Label digit="1" text={t('ticket.request')} />} rules={needed}>
        <Input.TextArea className="grows" rows={4} maxLength={10_000} autoComplete="off" />
      </Form.Item>
      <Form.Item name="title" label={t('intake.title')} extra={t('intake.titleHint')}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <div className="intake-row">
        <Form.Item name="type" label={t('form.fields.type')} rules={needed}>
          <Select options={options(TYPES, TYPE_WORDS)} />
        </Form.Item>
        <Form.Item name="urgency" label={t('form.fields.urgency')} rules={needed}>
          <Radio.Group
            optionType="button"
            options={URGENCIES.map((value) => ({ value, label: `${value} ${say(URGENCY_WORDS[value])}` }))}
          />
        </Form.Item>
      </div>
      {type === 'report' && (
        <div className="intake-row">
          <Form.Item name="accusedUnit" label={t('form.fields.accusedUnit')}>
            <UnitPicker />
          </Form.Item>
          <Form.Item name="noneNamed" valuePropName="checked" label=" " colon={false}>
            <Checkbox>{t('form.fields.noneNamed')}</Checkbox>
          </Form.Item>
        </div>
      )}
      <div className="intake-row">
        <Form.Item name={['address', 'text']} label={<Label digit="2" text={t('ticket.address')} />} rules={needed}>
          <Input maxLength={500} autoComplete="off" />
        </Form.Item>
        <Form.Item name={['address', 'area']} label={t('intake.area')}>
          <AreaPicker />
        </Form.Item>
      </div>
      <Form.Item name="classCode" label={<Label digit="3" text={t('form.fields.classCode')} />}>
        <ClassPicker />
      </Form.Item>
      <div className="intake-row">
        <Form.Item
          name={['citizen', 'name']}
          label={<Label digit="4" text={t('intake.name')} />}
          rules={neededUnlessAnonymous}
        >
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name={['citizen', 'identity']} label={t('form.fields.identity')}>
          <Radio.Group
            optionType="button"
            options={IDENTITIES.map((value) => ({ value, label: t(`form.identities.${value}`) }))}
          />
        </Form.Item>
      </div>
      <div className="intake-row">
        <Form.Item name="replyWanted" valuePropName="checked">
          <Checkbox>{t('ticket.replyWanted')}</Checkbox>
        </Form.Item>
        <Form.Item name="publish" valuePropName="checked">
          <Checkbox>{t('intake.publish')}</Checkbox>
        </Form.Item>
      </div>
      <Form.Item name="attachments" label={<Label digit="5" text={t('form.fields.attachments')} />}>
        <UploadField />
      </Form.Item>
    </>
  );
}

function Label({ digit, text }: { digit: string; text: string }) {
  return (
    <>
      <kbd aria-hidden>{digit}</kbd>&nbsp;{text}
    </>
  );
}
