import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import type { Controlled } from '../forms/controlled.js';

/** A day, kept as it is written: `2026-12-01`; it can be typed so, too. */
export function DayPicker({ value, onChange, ...rest }: Controlled<string | null>) {
  return (
    <DatePicker
      {...rest}
      className="day-field"
      format="YYYY-MM-DD"
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : null)}
    />
  );
}
