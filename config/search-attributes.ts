/**
 * What an operator can look workflows up by in Temporal. Few, because each change is a write; never personal, because
 * they are stored in clear; never free text, which a PostgreSQL visibility store cannot take. The number is set at the
 * start, the level when it changes; the lists that people work with are in PostgreSQL.
 */
export const searchAttributes = {
  TicketNumber: 'Keyword',
  TicketLevel: 'Int',
} as const;
