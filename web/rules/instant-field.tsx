import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import type { Controlled } from '../forms/controlled.js';

/** An instant as China's clocks show it, whatever the machine says: the API writes it so, and is written to so. */
export function InstantField({ value, onChange, ...rest }: Controlled<string | null>) {
  return (
    <DatePicker
      {...rest}
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      value={value ? dayjs(value.slice(0, 16)) : null}
      onChange={(at) => onChange?.(at ? `${at.format('YYYY-MM-DDTHH:mm')}:00+08:00` : null)}
    />
  );
}
