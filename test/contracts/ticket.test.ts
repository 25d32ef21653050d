import fc from 'fast-check';
import { ACCOUNT_COMMANDS, COMMAND_BODIES, COMMAND_SUMMARIES, FREE_TEXT_FIELDS } from '../../contracts/commands.js';
import { TicketQuerySchema } from '../../contracts/ticket-lists.js';
import { NewTicketSchema, TicketParamsSchema } from '../../contracts/ticket.js';
import { COMMAND_NAMES } from '../../domain/ticket/commands.js';

const TICKET = {
  channel: 'phone',
  type: 'help',
  urgency: 'P2',
  title: 'x',
  text: 'x',
  replyWanted: true,
  citizen: { name: 'x', phone: '13800001234' },
  address: { text: 'x' },
};
const REASON = { reason: 'x' };

describe('the bodies of commands', () => {
  it('are there for every command of the domain but the citizen’s own, and the one of which tickets come', () => {
    expect([...ACCOUNT_COMMANDS].sort()).toEqual(
      COMMAND_NAMES.filter((name) => name !== 'rate' && name !== 'split').sort(),
    );
    for (const command of ACCOUNT_COMMANDS) expect(COMMAND_SUMMARIES[command]).toMatch(/^[A-Z]/);
  });

  it.each(ACCOUNT_COMMANDS.map((command) => [command] as const))(
    'of %s refuse a field that is not known',
    (command) => {
      const result = COMMAND_BODIES[command].safeParse({ surprise: 1 });
      expect(result.error?.issues.some(({ code }) => code === 'unrecognized_keys')).toBe(true);
    },
  );

  it('hold free text only in fields that are sealed', () => {
    // Ids, codes and enumerations have a pattern or a list; what has neither is somebody's own words.
    for (const command of ACCOUNT_COMMANDS) {
      const schema = COMMAND_BODIES[command];
      for (const [name, field] of Object.entries(schema.shape)) {
        const takesAnything = field.safeParse('任何 words, 任何标点。').success;
        expect([command, name, takesAnything]).toEqual([command, name, FREE_TEXT_FIELDS.has(name) && takesAnything]);
      }
    }
  });

  it('take ids within a ticket as numbers too, and times in any offset', () => {
    expect(COMMAND_BODIES.decide.parse({ request: 2, grant: true, ...REASON }).request).toBe('2');
    expect(COMMAND_BODIES.reportIn.parse({ task: '3' }).task).toBe('3');
    expect(COMMAND_BODIES.reportIn.safeParse({ task: 0 }).success).toBe(false);
    const { until } = COMMAND_BODIES.requestSuspension.parse({ ...REASON, until: '2027-01-01T00:00:00+08:00' });
    expect(until).toBe('2026-12-31T16:00:00.000Z');
    expect(COMMAND_BODIES.requestSuspension.safeParse({ ...REASON, until: '2027-01-01' }).success).toBe(false);
  });
});

describe('a new ticket', () => {
  it('is open about its citizen unless it says otherwise', () => {
    expect(NewTicketSchema.parse(TICKET).citizen.identity).toBe('open');
    expect(NewTicketSchema.safeParse({ ...TICKET, citizen: {} }).success).toBe(false);
    expect(NewTicketSchema.safeParse({ ...TICKET, citizen: { identity: 'hidden' } }).success).toBe(false);
    expect(NewTicketSchema.safeParse({ ...TICKET, citizen: { identity: 'anonymous' } }).success).toBe(true);
  });

  it('keeps what people write as it is, whatever the script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (title) => {
        const result = NewTicketSchema.safeParse({ ...TICKET, title });
        const seen = /[^\s\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u.test(title);
        const allowed = seen && !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/.test(title);
        expect([title, result.success, result.data?.title]).toEqual([title, allowed, allowed ? title : undefined]);
      }),
    );
  });

  it.each([
    ['a zero width space', '\u200B'],
    ['controls of direction', '\u202A\u202C\u2066\u2069'],
    ['a byte order mark and blanks', ' \uFEFF\u3000\n'],
    ['soft hyphens', '\u00AD\u00AD'],
    ['fillers and an empty Braille pattern', '\u3164\u115F\u2800'],
    ['variation selectors and marks', '\uFE0F\u0301'],
  ])('is not described, named, placed or reasoned by %s alone', (_what, nothing) => {
    for (const change of [
      { title: nothing },
      { text: nothing },
      { citizen: { ...TICKET.citizen, name: nothing } },
      { address: { text: nothing } },
    ]) {
      const result = NewTicketSchema.safeParse({ ...TICKET, ...change });
      expect([change, result.error?.issues[0]?.message]).toEqual([
        change,
        'This holds nothing but blanks and invisible signs.',
      ]);
    }
    expect(COMMAND_BODIES.withdraw.safeParse({ reason: nothing }).success).toBe(false);
  });

  it('keeps invisible signs that stand among others', () => {
    expect(NewTicketSchema.parse({ ...TICKET, title: '👨‍👩‍👧 路灯\u200B' }).title).toBe('👨‍👩‍👧 路灯\u200B');
  });

  it('wants both coordinates or neither', () => {
    expect(NewTicketSchema.safeParse({ ...TICKET, address: { text: 'x', lon: 113 } }).success).toBe(false);
    expect(NewTicketSchema.safeParse({ ...TICKET, address: { text: 'x', lon: 113, lat: 91 } }).success).toBe(false);
    expect(NewTicketSchema.safeParse({ ...TICKET, address: { text: 'x', lon: 113, lat: 23 } }).success).toBe(true);
  });
});

describe('a query', () => {
  it('takes one value or several for a filter, and nothing it does not know', () => {
    expect(TicketQuerySchema.parse({ state: 'closed' })).toEqual({ state: ['closed'], limit: 20 });
    expect(TicketQuerySchema.parse({ state: ['closed', 'archived'], limit: '100' })).toMatchObject({ limit: 100 });
    expect(TicketQuerySchema.safeParse({ sort: 'id;drop' }).success).toBe(false);
  });

  it('names a ticket by id, in any case, or by number', () => {
    const id = '0192D3C4-0000-7000-8000-00000000000A';
    expect(TicketParamsSchema.parse({ id }).id).toBe(id.toLowerCase());
    expect(TicketParamsSchema.parse({ id: '20261123-000042' }).id).toBe('20261123-000042');
    for (const other of ['', '1', '../x', '20261123', "1' OR '1"]) {
      expect(TicketParamsSchema.safeParse({ id: other }).success).toBe(false);
    }
  });
});
