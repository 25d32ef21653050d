/** What is logged of a failure: of which kind it is. What it says may quote what people wrote. */
export function failureName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
