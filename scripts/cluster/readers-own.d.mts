export interface ReadersOwn {
  readonly passwords: Readonly<Record<'huiying_owner' | 'huiying_app', string>>;
  readonly postgres: string;
  readonly temporal: string;
  readonly gateway: { readonly url: string; readonly address: string };
  readonly api: { readonly host: string; readonly port: number };
  readonly secrets: string;
  readonly lists: string;
}
export function readersOwn(own: ReadersOwn): Record<string, string>;
