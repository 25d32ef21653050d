import { DatePicker, Form, Input, InputNumber, Radio, Select, Checkbox } from 'antd';
import { lazy, Suspense } from 'react';
import type { AccountCommand } from '../../contracts/commands.js';
import { useWords } from '../words/i18n.js';
import { wordsOfChoice } from './choice-words.js';
import type { Controlled } from './controlled.js';
import { fieldsOf, type Field } from './fields.js';
import { isShown, type Ticket, type Values } from './form-ticket.js';
import { PartPicker, PersonPicker } from './part-picker.js';
import { ReadEntry } from './read-entry.js';
import { ClassPicker, UnitPicker, UnitsPicker } from './pickers.js';

// Of protected tickets alone.
const AddedWords = lazy(() => import('./added-words.js').then((module) => ({ default: module.AddedWords })));
const KeptWords = lazy(() => import('./kept-words.js').then((module) => ({ default: module.KeptWords })));
const UploadField = lazy(() => import('./upload-field.js').then((module) => ({ default: module.UploadField })));

/** So many choices are seen at once; more are picked from a list. */
const AT_ONCE = 4;
const SCALE = [1, 2, 3, 4, 5];

/** The fields of a command as its contract describes them. `ticket`: null where it is for several. */
export function ActionFields({ command, ticket }: { command: AccountCommand; ticket: Ticket | null }) {
  const { t } = useWords();
  const form = Form.useFormInstance<Values>();
  const values = Form.useWatch([], form) ?? {};
  return (
    <>
      {fieldsOf(command)
        .filter((field) => isShown(command, field, values, ticket))
        .map((field) => {
          const { name, kind, required } = field;
          const label = t(`form.fields.${name}`);
          if (kind === 'kept')
            return (
              <Suspense key={name}>
                <KeptWords />
              </Suspense>
            );
          if (kind === 'entry') return <ReadEntry key={name} />;
          if (kind === 'added')
            return (
              ticket && (
                <Suspense key={name}>
                  <AddedWords ticket={ticket} />
                </Suspense>
              )
            );
          if (kind === 'mark') {
            return (
              <Form.Item key={name} name={name} valuePropName="checked">
                <Checkbox>{label}</Checkbox>
              </Form.Item>
            );
          }
          return (
            <Form.Item
              key={name}
              name={kind === 'place' ? [name, 'text'] : name}
              label={
                <>
                  {label}
                  {!required && <span className="quiet">（{t('optional')}）</span>}
                </>
              }
              rules={[{ required, message: t('signIn.needed') }]}
            >
              {control(command, field, ticket)}
            </Form.Item>
          );
        })}
    </>
  );
}

function control(command: AccountCommand, field: Field, ticket: Ticket | null) {
  const { name, kind, most, least, options = [] } = field;
  switch (kind) {
    case 'text':
      return <Input.TextArea className="grows" rows={2} maxLength={most} />;
    case 'line':
    case 'place':
      return <Input maxLength={most} />;
    case 'number':
      return <InputNumber min={least} max={most} precision={0} />;
    case 'scale':
      return <Radio.Group optionType="button" options={SCALE} />;
    case 'yesNo':
      return <YesNo name={name} />;
    case 'choice':
      return <Choice command={command} field={field} many={options.length > AT_ONCE} />;
    case 'time':
      return <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />;
    case 'unit':
      return <UnitPicker />;
    case 'units':
      return <UnitsPicker />;
    case 'class':
      return <ClassPicker />;
    case 'part':
      return <PartPicker field={name} ticket={ticket} />;
    case 'person':
      return <PersonPicker command={command} ticket={ticket} />;
    case 'files':
      return <Files />;
    case 'mark':
    case 'entry':
    case 'kept':
    case 'added':
      return null;
  }
}

/** Few forms take files; the others need not bring what sends them. */
function Files(controlled: Controlled<readonly string[]>) {
  return (
    <Suspense fallback={null}>
      <UploadField {...controlled} />
    </Suspense>
  );
}

function YesNo({ name, onChange, ...rest }: Controlled<boolean> & { name: string }) {
  const { t } = useWords();
  const own = name === 'grant' || name === 'accept' || name === 'reached' || name === 'redo' ? name : null;
  const options = [
    { value: true, label: own ? t(`form.answers.${own}.yes`) : t('yes') },
    { value: false, label: own ? t(`form.answers.${own}.no`) : t('no') },
  ];
  return (
    <Radio.Group
      {...rest}
      optionType="button"
      options={options}
      onChange={({ target }) => onChange?.(target.value as boolean)}
    />
  );
}

function Choice({
  command,
  field,
  many,
  onChange,
  ...rest
}: Controlled<string | number> & { command: AccountCommand; field: Field; many: boolean }) {
  const { t, say } = useWords();
  const options = (field.options ?? []).map((value) => ({
    value,
    label: say(wordsOfChoice(command, field.name, value)),
  }));
  if (many) {
    return (
      <Select
        {...rest}
        allowClear={!field.required}
        options={options}
        placeholder={t('form.choose')}
        onChange={onChange}
      />
    );
  }
  return (
    <Radio.Group
      {...rest}
      optionType="button"
      options={options}
      onChange={({ target }) => onChange?.(target.value as string)}
    />
  );
}
