/** What administrators look after, and the trail tells of. */
export const ADMIN_NOUNS = [
  'unit',
  'outline',
  'class',
  'contact',
  'officeHours',
  'calendarYear',
  'policyPack',
  'policyAssignment',
  'noticeWording',
  'account',
  'key',
  'identityProvider',
  'webhook',
  'retentionRule',
  'legalHold',
] as const;
export type AdminNoun = (typeof ADMIN_NOUNS)[number];

export const ADMIN_ACTS = ['added', 'changed', 'closed', 'removed', 'undone'] as const;
export type AdminAct = (typeof ADMIN_ACTS)[number];

/** A thing as the trail keeps it: plain JSON. */
export type AdminValue = Readonly<Record<string, unknown>>;

interface NounRow {
  /** What of it tells of people: sealed in the trail, and shown to administrators only. */
  readonly personal: readonly string[];
  /** Whether what was added can be taken away again. */
  readonly removable: boolean;
  /**
   * Why a change of it is never put back; absent: it can be. `access`, `own`: by its own routes alone; `large`: the
   * trail does not hold what it was.
   */
  readonly lasting?: 'published' | 'access' | 'own' | 'large';
}

export const ADMIN_NOUN_ROWS: Readonly<Record<AdminNoun, NounRow>> = {
  unit: { personal: [], removable: false },
  outline: { personal: [], removable: false, lasting: 'large' },
  class: { personal: [], removable: false },
  contact: { personal: ['name', 'email', 'phone', 'webhookUrl'], removable: true },
  officeHours: { personal: [], removable: true },
  calendarYear: { personal: [], removable: false },
  policyPack: { personal: [], removable: false, lasting: 'published' },
  policyAssignment: { personal: [], removable: true },
  noticeWording: { personal: [], removable: false },
  account: { personal: ['signInName', 'name'], removable: false, lasting: 'access' },
  key: { personal: ['name'], removable: false, lasting: 'access' },
  identityProvider: { personal: [], removable: true, lasting: 'access' },
  // Its secrets are in no trail, and its address may hold one.
  webhook: { personal: ['name', 'url'], removable: true, lasting: 'own' },
  retentionRule: { personal: [], removable: true },
  // Set and lifted by who may say so, and administrators may not.
  legalHold: { personal: [], removable: true, lasting: 'own' },
};

/** A value in two parts: what anybody who reads the trail may read, and what tells of people. */
export function parted(
  noun: AdminNoun,
  value: AdminValue | null,
): { readonly open: AdminValue | null; readonly personal: AdminValue | null } {
  if (value === null) return { open: null, personal: null };
  const { personal } = ADMIN_NOUN_ROWS[noun];
  const split = (wanted: boolean): AdminValue =>
    Object.fromEntries(Object.entries(value).filter(([field]) => personal.includes(field) === wanted));
  return { open: split(false), personal: personal.length > 0 ? split(true) : null };
}
