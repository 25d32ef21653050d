import type { Command } from 'commander';

export type CommandEntry = Readonly<{
  name: string;
  description: string;
  /** Loads the module of this command alone and gives its function that adds options and the action. */
  load(): Promise<(command: Command) => void>;
}>;

/**
 * The whole command line. A command is a row here and a module with a `define…` function; modules are loaded only when
 * their command is asked for, since the Temporal client alone takes a fifth of a second.
 */
export const commands: readonly CommandEntry[] = [
  {
    name: 'start',
    description: 'start everything: database, workflow server, worker and API',
    load: async () => (await import('./start.js')).defineStart,
  },
  {
    name: 'doctor',
    description: 'look for what is wrong and say how to mend it',
    load: async () => (await import('./doctor.js')).defineDoctor,
  },
  {
    name: 'migrate',
    description: 'bring the database to the schema of this version',
    load: async () => (await import('./migrate.js')).defineMigrate,
  },
  {
    name: 'seed',
    description: 'fill in the reference data, and a demonstration city with --demo',
    load: async () => (await import('./seed.js')).defineSeed,
  },
  {
    name: 'calendar',
    description: 'show the working calendar, or publish a year of it',
    load: async () => (await import('./calendar.js')).defineCalendar,
  },
  {
    name: 'ticket',
    description: 'show one ticket in the terminal: what it waits for, its clocks, its history',
    load: async () => (await import('./ticket.js')).defineTicket,
  },
  {
    name: 'units',
    description: 'show the tree of units, import it from a file, rename, move or close one',
    load: async () => (await import('./units.js')).defineUnits,
  },
  {
    name: 'classes',
    description: 'show the classes of matters, or import them from a file',
    load: async () => (await import('./classes.js')).defineClasses,
  },
  {
    name: 'knowledge',
    description: 'take knowledge entries in from a file, or write them into one',
    load: async () => (await import('./knowledge.js')).defineKnowledge,
  },
  {
    name: 'learn',
    description: 'learn from the tickets that are over what a call is about, for the suggestions at intake',
    load: async () => (await import('./learn.js')).defineLearn,
  },
  {
    name: 'contacts',
    description: 'show where units are reached, or import it from a file',
    load: async () => (await import('./contacts.js')).defineContacts,
  },
  {
    name: 'accounts',
    description: 'add, list, import and end accounts of people',
    load: async () => (await import('./accounts.js')).defineAccounts,
  },
  {
    name: 'keys',
    description: 'make, list and revoke keys for machines',
    load: async () => (await import('./keys.js')).defineKeys,
  },
  {
    name: 'office-hours',
    description: 'show office hours, set those of a unit from a file, or take them away',
    load: async () => (await import('./office-hours.js')).defineOfficeHours,
  },
  {
    name: 'policies',
    description: 'show policy packs, publish and assign them, and see what that would change',
    load: async () => (await import('./policies.js')).definePolicies,
  },
  {
    name: 'wordings',
    description: 'show what notices say otherwise than is shipped, or import it from a file',
    load: async () => (await import('./wordings.js')).defineWordings,
  },
  {
    name: 'changes',
    description: 'show what administrators changed, or put it back',
    load: async () => (await import('./changes.js')).defineChanges,
  },
  {
    name: 'keyring',
    description: 'show and rotate the keys that seal and sign, while the system runs',
    load: async () => (await import('./keyring.js')).defineKeyring,
  },
  {
    name: 'audit',
    description: 'say whether the trail of who looked at what is as it was written',
    load: async () => (await import('./audit.js')).defineAudit,
  },
  {
    name: 'export',
    description: 'take tickets or statistics out as a file, fetch one that was granted, list who exported what',
    load: async () => (await import('./export.js')).defineExport,
  },
  {
    name: 'erase',
    description:
      'carry out what two people decided to erase, follow the erasure list after a restore, clear free space',
    load: async () => (await import('./erase.js')).defineErase,
  },
  {
    name: 'retention',
    description: 'say for how long tickets are kept, and erase those whose time is over',
    load: async () => (await import('./retention.js')).defineRetention,
  },
  {
    name: 'files',
    description: 'bring the files of tickets from a folder into a bucket',
    load: async () => (await import('./files.js')).defineFiles,
  },
  {
    name: 'openapi',
    description: 'print the description of the API, or write docs/openapi.json with --write',
    load: async () => (await import('./openapi.js')).defineOpenapi,
  },
  {
    name: 'reconcile',
    description: 'compare what lists show with what the workflows know, and mend it with --repair',
    load: async () => (await import('./reconcile.js')).defineReconcile,
  },
  {
    name: 'rebuild',
    description: 'remake lists and search from the workflows, the events and the sealed texts',
    load: async () => (await import('./rebuild.js')).defineRebuild,
  },
  {
    name: 'demo-tickets',
    description: 'write the invented tickets of the demonstration city, as start does beside it',
    load: async () => (await import('./demo-tickets.js')).defineDemoTickets,
  },
  {
    name: 'simulate',
    description: 'play citizens and staff against the running system, and check what came of it',
    load: async () => (await import('./simulate.js')).defineSimulate,
  },
];
