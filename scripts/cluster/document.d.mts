export interface Guide {
  readonly languages: Readonly<Record<string, string>>;
  text(name: string, instead?: Readonly<Record<string, string>>): string;
}
export const STEPS: Readonly<Record<string, string>>;
export function stepsOf(markdown: string): Guide;
export function commandsOf(text: string): string[];
export function statementsOf(text: string): string[];
export function operationsGuide(markdown?: string): Guide;
