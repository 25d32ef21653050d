/**
 * A type of PostgreSQL, with what the driver makes of it in a row (`Out`) and what it takes for it as a parameter
 * (`In`). The test of the statements asks the server whether it is so.
 */
export interface Kind<out Out, in In = Out> {
  readonly type: string;
  readonly nullable: boolean;
  /** Never there: they carry the types. */
  readonly out?: () => Out;
  readonly in?: (value: In) => void;
}

const kind = <Out, In = Out>(type: string): Kind<Out, In> => ({ type, nullable: false });

export const text = kind<string>('text');
/** Words of which there are only so many. */
export const textOf = <Word extends string>(): Kind<Word, string> => kind('text');
export const uuid = kind<string>('uuid');
export const bool = kind<boolean>('bool');
export const int = kind<number>('int4');
export const float = kind<number>('float8');
/** Too large for a number of JavaScript, so a text of digits. */
export const bigint = kind<string>('int8');
export const xid = kind<string>('xid8');
export const bytes = kind<Buffer, Uint8Array>('bytea');
export const instant = kind<Date, Date | string>('timestamptz');
/** As a parameter it is its own text, so that nothing makes it twice. */
export const json = <Value>(): Kind<Value, string> => kind('json');
export const jsonb = <Value>(): Kind<Value, string> => kind('jsonb');

export const listOf = <Out, In>({ type }: Kind<Out, In>): Kind<Out[], readonly In[]> => kind(`${type}[]`);
export const orNull = <Out, In>({ type }: Kind<Out, In>): Kind<Out | null, In | null> => ({ type, nullable: true });
/** The column may be empty, and the statement sees to it that it is not. */
export const sure = <Out, In>(of: Kind<Out, In>): Kind<Out, In> & { readonly sure: true } => ({ ...of, sure: true });
