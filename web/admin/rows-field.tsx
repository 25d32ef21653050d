import { Button, Form } from 'antd';
import type { ReactNode } from 'react';

/** A list within a form: rows that are added and taken away, each with its fields. */
export function RowsField({
  name,
  label,
  add,
  remove,
  hint,
  firstValue = {},
  children,
}: {
  name: string;
  label: string;
  add: string;
  remove: string;
  hint?: string;
  firstValue?: object;
  children: (within: number) => ReactNode;
}) {
  return (
    <fieldset className="rows-field">
      <legend>{label}</legend>
      {hint !== undefined && <p className="quiet">{hint}</p>}
      <Form.List name={name}>
        {(rows, { add: addRow, remove: removeRow }, { errors }) => (
          <>
            {rows.map((row, at) => (
              <div key={row.key} className="rows-row" role="group" aria-label={`${label} ${at + 1}`}>
                <div className="rows-fields">{children(row.name)}</div>
                <Button aria-label={`${remove} ${at + 1}`} onClick={() => removeRow(row.name)}>
                  {remove}
                </Button>
              </div>
            ))}
            <Form.ErrorList errors={errors} />
            <Button onClick={() => addRow({ ...firstValue })}>{add}</Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}
