import { Input } from 'antd';

/** `09:00`, typed as it is written: a clock of the browser may have twelve hours. */
export function TimeOfDay(props: { id?: string; value?: string; onChange?: (value: string) => void }) {
  const { value, onChange, ...rest } = props;
  return (
    <Input
      {...rest}
      className="day-field"
      inputMode="numeric"
      maxLength={5}
      placeholder="09:00"
      value={value}
      onChange={({ target }) => onChange?.(target.value.replace('：', ':'))}
    />
  );
}
