import { Input } from 'antd';
import type { Controlled } from '../forms/controlled.js';

/** `09:00`, typed as it is written: a clock of the browser may have twelve hours. */
export function TimeOfDay({ value, onChange, ...rest }: Controlled<string>) {
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
