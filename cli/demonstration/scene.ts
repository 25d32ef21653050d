import { createReadStream } from 'node:fs';
import { asAccount, registerTicket } from '../../api/ticket/registration.js';
import { executeCommand, type CommandServices } from '../../api/ticket/command.js';
import { giveByLink, linkSender } from '../../api/citizen/citizen-command.js';
import { passOn } from '../../api/citizen/citizen-signal.js';
import type { Account } from '../../api/access/account.js';
import type { Services } from '../../api/services.js';
import { COMMAND_BODIES, type AccountCommand } from '../../contracts/commands.js';
import { NewTicketSchema } from '../../contracts/ticket.js';
import { addWorkingHours } from '../../domain/calendar/working-calendar.js';
import type { WorkingCalendar } from '../../domain/calendar/types.js';
import { wordsLeftIn } from '../../domain/intake/left-words.js';
import type { CommandBodies } from '../../domain/ticket/commands.js';
import { protectionOf } from '../../domain/ticket/protection.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { CITIZEN, type Role } from '../../domain/ticket/vocabulary.js';
import { redactionOf, type StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { photoFile } from './texts.js';
import type { WritingEngine } from './writing-engine.js';

/** In whose name something is done: a role of the hotline, or the handler of a unit. */
export type Hand = Exclude<Role, 'handler'> | { readonly unit: string };

export interface Stage {
  readonly services: Services;
  readonly engine: WritingEngine;
  readonly calendar: WorkingCalendar;
  readonly accountOf: (hand: Hand) => Account;
  /** The instant at which whatever is done next was done. */
  readonly turnTo: (at: string) => void;
  /** Nothing is written of what has not happened yet. */
  readonly present: string;
}

/** The next step of a scene lies ahead: it is left to whoever works in the demonstration. */
export class LiesAhead extends Error {
  override readonly name = 'LiesAhead';
}

/** People at work on the tickets of one scene, with time going on between what they do. */
export interface Scene {
  /** Working hours pass; what the clocks do meanwhile, they do. */
  wait(workingHours: number): Promise<void>;
  minutes(count: number): Promise<void>;
  register(body: object, photo?: string): Promise<string>;
  act<C extends AccountCommand>(ticket: string, hand: Hand, command: C, body: CommandBodies[C]): Promise<void>;
  /** Photographs of a unit. */
  attach(ticket: string, hand: Hand, photo: string): Promise<void>;
  say(ticket: string, what: 'nudge' | 'supplement', text: string): Promise<void>;
  byLink<C extends 'rate' | 'appeal' | 'withdraw'>(ticket: string, command: C, body: CommandBodies[C]): Promise<void>;
  look(ticket: string): Promise<TicketState>;
  /** Of a protected ticket: somebody says yes to what units will read of it. */
  redact(ticket: string): Promise<void>;
  /** All that the clocks do until now. */
  comeToThePresent(): Promise<void>;
}

export function createScene(stage: Stage, beginsAt: string): Scene {
  const { services, engine, calendar, present } = stage;
  // Nobody is shown an answer, so nothing is noted of whom the citizen's links were shown to.
  const acting: CommandServices = { ...services, handOuts: { note: () => undefined } };
  let at = beginsAt;
  stage.turnTo(at);

  async function passUntil(next: string): Promise<void> {
    if (next > present) throw new LiesAhead();
    await engine.passTime(next);
    at = next;
    stage.turnTo(at);
  }

  async function stored(id: string): Promise<StoredTicket> {
    const found = await services.views.find(id);
    if (!found) throw new Error('A ticket of the scene is not there.');
    return found;
  }

  async function upload(account: Account, photo: string): Promise<string> {
    const said = { name: `现场照片-${photo}.jpg`, mediaType: 'image/jpeg' };
    return (await services.uploads.take(createReadStream(photoFile(photo)), said, account)).id;
  }

  const scene: Scene = {
    wait: (workingHours) => passUntil(addWorkingHours(calendar, at, workingHours).dueAt),
    minutes: (count) => passUntil(new Date(Date.parse(at) + count * 60_000).toISOString()),

    async register(body, photo) {
      const operator = stage.accountOf('operator');
      const attachments = photo === undefined ? [] : [await upload(operator, photo)];
      const wish = NewTicketSchema.parse({ ...body, ...(attachments.length > 0 && { attachments }) });
      const { body: done } = await registerTicket(services, wish, asAccount(acting, operator), null, {
        demonstration: true,
      });
      return (done as { readonly id: string }).id;
    },

    async act(ticket, hand, command, body) {
      const account = stage.accountOf(hand);
      const given = COMMAND_BODIES[command].parse(body) as typeof body;
      await executeCommand(acting, { ticket, command, body: given, account, key: null, expectedVersion: null });
      // Who is at work reads what they are told, so that a box holds the news of the last days and not of weeks.
      await services.notices.readAll(account, new Date(at));
    },

    async attach(ticket, hand, photo) {
      const id = await upload(stage.accountOf(hand), photo);
      await scene.act(ticket, hand, 'attach', { attachments: [id] });
    },

    async say(ticket, what, text) {
      const { state, dataKey } = await stored(ticket);
      const { id, state: standing, version } = state;
      const once = `demonstration ${id} ${at}`;
      await passOn(
        services,
        { id, state: standing, version, dataKey },
        { name: what, body: { text }, actor: CITIZEN, once },
      );
    },

    async byLink(ticket, command, body) {
      const found = await stored(ticket);
      const once = `demonstration ${linkSender(found).id} ${at}`;
      await giveByLink(services, { ticket: found, command, body, bodyHash: '', once, expectedVersion: null });
    },

    look: async (ticket) => (await stored(ticket)).state,

    async redact(ticket) {
      const found = await stored(ticket);
      const redaction = redactionOf(found);
      if (protectionOf(found.state) === 'open' || redaction === null) return;
      const { title, text } = redaction;
      const kept = wordsLeftIn({ title, text }, []).map(({ in: part, from, to }) => ({
        word: (part === 'title' ? title : text).slice(from, to),
        reason: '地名或物名，不指个人',
      }));
      await scene.act(ticket, 'dispatcher', 'confirmRedaction', { title, text, ...(kept.length > 0 && { kept }) });
    },

    comeToThePresent: () => engine.passTime(present),
  };
  return scene;
}
