import type { QueryResult, QueryResultRow } from 'pg';
import type { Kind } from './kinds.js';

type Any = Kind<unknown, never>;
type Columns = Readonly<Record<string, Any>>;
type Out<K> = K extends Kind<infer O, never> ? O : never;
type In<K> = K extends { readonly in?: (value: infer I) => void } ? I : never;

export type ValuesOf<Takes extends readonly Any[]> = { readonly [I in keyof Takes]: In<Takes[I]> };
export type RowOf<Gives extends Columns> = { [Name in keyof Gives]: Out<Gives[Name]> };

/** What is said to the driver, with the statement that it comes from. */
export interface Asked {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
  readonly of: Described;
}

/** A pool, or one connection of it inside a transaction. */
export interface Queryable {
  query<Row extends QueryResultRow>(asked: Asked): Promise<Pick<QueryResult<Row>, 'rows' | 'rowCount'>>;
}

export interface Described {
  readonly gives: Columns;
}

export interface Statement<Takes extends readonly Any[], Gives extends Columns> extends Described {
  readonly takes: Takes;
  readonly gives: Gives;
  readonly text: string;
  /** The rows that it gives. */
  rows(database: Queryable, values: ValuesOf<Takes>): Promise<RowOf<Gives>[]>;
  /** For who wants to know only how many rows it has written. */
  run(database: Queryable, values: ValuesOf<Takes>): Promise<number>;
}

/** A statement whose text is put together for each question, out of named pieces. */
export interface Composed<Gives extends Columns> extends Described {
  readonly what: string;
  readonly gives: Gives;
  /** With a `name`, the same name is the same text. */
  rows(database: Queryable, text: string, values: readonly unknown[], name?: string): Promise<RowOf<Gives>[]>;
}

const statements: Statement<readonly Any[], Columns>[] = [];
const composed: Composed<Columns>[] = [];

/**
 * A statement written by hand: its parameters in the order of their placeholders, the columns of its rows, its text.
 * `name` keeps it prepared on each connection. The test of the statements has the server prepare each, and compares.
 */
export function statement<
  const Takes extends readonly Any[] = [],
  const Gives extends Columns = Readonly<Record<never, Any>>,
>(
  text: string,
  { name, takes, gives }: { readonly name?: string; readonly takes?: Takes; readonly gives?: Gives } = {},
): Statement<Takes, Gives> {
  const asked = (values: ValuesOf<Takes>): Asked => ({
    ...(name !== undefined && { name }),
    text,
    values: values as unknown as unknown[],
    of: made,
  });
  const made: Statement<Takes, Gives> = {
    takes: takes ?? ([] as unknown as Takes),
    gives: gives ?? ({} as Gives),
    text,
    rows: async (database, values) => (await database.query<RowOf<Gives>>(asked(values))).rows,
    run: async (database, values) => (await database.query(asked(values))).rowCount ?? 0,
  };
  statements.push(made as unknown as Statement<readonly Any[], Columns>);
  return made;
}

export function composedStatement<const Gives extends Columns>(what: string, gives: Gives): Composed<Gives> {
  const made: Composed<Gives> = {
    what,
    gives,
    rows: async (database, text, values, name) => {
      const asked = { ...(name !== undefined && { name }), text, values: [...values], of: made };
      return (await database.query<RowOf<Gives>>(asked)).rows;
    },
  };
  composed.push(made as unknown as Composed<Columns>);
  return made;
}

/** All that were made in the modules that are loaded. */
export function writtenStatements(): {
  readonly statements: typeof statements;
  readonly composed: typeof composed;
} {
  return { statements, composed };
}
