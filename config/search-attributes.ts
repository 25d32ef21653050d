/**
 * What an operator can look workflows up by in Temporal. Few, because each change is a write; never personal, because
 * they are stored in clear; never free text, which a PostgreSQL visibility store cannot take. The number is set at the
 * start, unit and level when they change; the lists that people work with are in PostgreSQL.
 */
export const searchAttributes = {
  TicketNumber: 'Keyword',
  TicketUnit: 'Keyword',
  TicketLevel: 'Int',
} as const;
