export interface KnowledgeActivities {
  /**
   * Does what an entry asks for by this instant, and answers when it will ask for something again by time alone;
   * `null`: never. Safe to repeat.
   */
  stepEntry(id: string, at: string): Promise<string | null>;
}

export function createKnowledgeActivities(deps: {
  readonly step: (entry: string, at: Date) => Promise<Date | null>;
}): KnowledgeActivities {
  return {
    stepEntry: async (id, at) => (await deps.step(id, new Date(at)))?.toISOString() ?? null,
  };
}
