const DOMAIN = 'chengchuan.example';
/** The ladder's addressees in units, and what their contact is called there. */
const IN_UNIT = { handler: 'handler', unitLiaison: 'liaison', unitDeputyHead: 'deputyhead', unitHead: 'head' };

/**
 * Where a notice has to arrive, worked out from the invented city's tree alone: who is addressed, and which unit's time
 * it is.
 * @param {Map<string, string | null>} parents unit id to that of the unit above
 */
export function expectedAddress(addressee, unit, parents) {
  if (addressee in IN_UNIT) return `${IN_UNIT[addressee]}.${unit}@${DOMAIN}`;
  if (addressee === 'superiorHead') return `head.${parents.get(unit)}@${DOMAIN}`;
  if (addressee === 'governmentOffice') return `office.city@${DOMAIN}`;
  return `${addressee.toLowerCase()}.hotline@${DOMAIN}`;
}

/**
 * What arrived, held against what the events say should have: each notice once, in one letter, to the right address,
 * and naming its ticket.
 * @param {{ id: string, number: string, addressee: string, unit: string | null }[]} notices those that were to go out
 *   by e-mail
 * @param {{ to: string, messageId: string, notices: string[], text: string }[]} mails
 */
export function arrivals(notices, mails, parents) {
  const letters = new Map();
  for (const mail of mails) for (const id of mail.notices) letters.set(id, [...(letters.get(id) ?? []), mail]);
  const known = new Set(notices.map(({ id }) => id));
  const count = (claim) => notices.filter(claim).length;
  return {
    notices: notices.length,
    letters: mails.length,
    missing: count(({ id }) => !letters.has(id)),
    doubled: count(({ id }) => (letters.get(id)?.length ?? 0) > 1),
    misdirected: count(({ id, addressee, unit }) =>
      (letters.get(id) ?? []).some(({ to }) => to !== expectedAddress(addressee, unit, parents)),
    ),
    unnamed: count(({ id, number }) => (letters.get(id) ?? []).some(({ text }) => !text.includes(number))),
    unknown: [...letters.keys()].filter((id) => !known.has(id)).length,
    repeatedNames: mails.length - new Set(mails.map(({ messageId }) => messageId)).size,
  };
}
