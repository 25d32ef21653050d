/** What a form hands to a field that it holds. */
export interface Controlled<T> {
  readonly id?: string;
  readonly value?: T;
  readonly onChange?: (value: T) => void;
  readonly 'aria-label'?: string;
}
