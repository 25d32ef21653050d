import { Select } from 'antd';

/** Words that are typed one after the other, each ended by a blank, a comma or Enter. */
export function WordsField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
}) {
  return (
    <label className="words-field">
      <span className="quiet">{label}</span>
      <Select
        mode="tags"
        open={false}
        suffixIcon={null}
        aria-label={label}
        tokenSeparators={[' ', ',', '，']}
        value={[...value]}
        onChange={onChange}
      />
    </label>
  );
}
