import { DatePicker } from 'antd';
import dayjs from 'dayjs';

/** A day, kept as it is written: `2026-12-01`; it can be typed so, too. */
export function DayPicker({
  value,
  onChange,
  ...rest
}: {
  id?: string;
  value?: string | null;
  onChange?: (value: string | null) => void;
  'aria-label'?: string;
}) {
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
