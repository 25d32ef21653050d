/**
 * What an operator can look workflows up by in Temporal. Few, because each change is a write; never personal, because
 * they are stored in clear; never free text, which a PostgreSQL visibility store cannot take.
 */
export const searchAttributes = {
  TicketState: 'Keyword',
  TicketUnit: 'Keyword',
  TicketDueAt: 'Datetime',
} as const;
