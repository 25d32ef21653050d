import type pg from 'pg';

interface Field {
  readonly name: string;
  readonly tableID: number;
  readonly columnID: number;
  readonly dataTypeID: number;
}

/** What the server says of a statement that it has prepared and not run. */
export interface Description {
  readonly takes: readonly string[];
  /** `notNull`: the column that it is read from is; `null`: it is computed, or its table is not known. */
  readonly gives: readonly { readonly name: string; readonly type: string; readonly notNull: boolean | null }[];
}

interface Connection {
  parse(query: { text: string; name: string; types: number[] }, more: boolean): void;
  describe(what: { type: 'S'; name: string }, more: boolean): void;
  sync(): void;
  once(event: 'parameterDescription', listener: (message: { dataTypeIDs: number[] }) => void): void;
}

/** Has the server prepare statements, and answers with the parameters and columns of each, or with what is wrong. */
export async function createDescriber(client: pg.PoolClient): Promise<(text: string) => Promise<Description>> {
  const { rows: types } = await client.query<{ oid: number; name: string }>(
    `SELECT oid::int, CASE WHEN typname LIKE '\\_%' THEN substr(typname, 2) || '[]' ELSE typname END AS name FROM pg_type`,
  );
  const { rows: columns } = await client.query<{ place: string; not_null: boolean }>(
    `SELECT attrelid || ' ' || attnum AS place, attnotnull AS not_null FROM pg_attribute WHERE attnum > 0`,
  );
  const typeOf = new Map(types.map(({ oid, name }) => [oid, name]));
  const notNull = new Map(columns.map(({ place, not_null }) => [place, not_null]));
  return async (text) => {
    const { parameters, fields } = await asked(client, text);
    return {
      takes: parameters.map((oid) => typeOf.get(oid) ?? String(oid)),
      gives: fields.map(({ name, tableID, columnID, dataTypeID }) => ({
        name,
        type: typeOf.get(dataTypeID) ?? String(dataTypeID),
        notNull: notNull.get(`${tableID} ${columnID}`) ?? null,
      })),
    };
  };
}

function asked(client: pg.PoolClient, text: string): Promise<{ parameters: number[]; fields: readonly Field[] }> {
  return new Promise((resolve, reject) => {
    let parameters: number[] = [];
    let fields: readonly Field[] = [];
    let failed: Error | null = null;
    const question = {
      submit(connection: Connection) {
        connection.once('parameterDescription', ({ dataTypeIDs }) => {
          parameters = dataTypeIDs;
        });
        connection.parse({ text, name: '', types: [] }, true);
        connection.describe({ type: 'S', name: '' }, true);
        connection.sync();
      },
      handleRowDescription: (message: { fields: readonly Field[] }) => {
        fields = message.fields;
      },
      handleError: (error: Error) => {
        failed = error;
      },
      handleReadyForQuery: () => (failed === null ? resolve({ parameters, fields }) : reject(failed)),
    };
    client.query(question as unknown as pg.Submittable);
  });
}
