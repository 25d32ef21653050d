import { owedBy, type WorklistKind } from '../../domain/ticket/worklist.js';
import { adminPagesFor } from '../admin/pages.js';
import { mayWith, type Me } from '../api/me.js';

/** Where one can go: what the API opens to who is signed in, and nothing else. */
export interface Place {
  readonly name:
    | 'intake'
    | 'callback'
    | 'missed'
    | 'review'
    | 'dispatch'
    | 'inbox'
    | 'approvals'
    | 'board'
    | 'alerts'
    | 'search'
    | 'knowledge'
    | 'notices'
    | 'admin'
    | 'records';
  readonly to:
    | '/intake'
    | '/callback'
    | '/missed-calls'
    | '/review'
    | '/dispatch'
    | '/inbox'
    | '/approvals'
    | '/board'
    | '/alerts'
    | '/search'
    | '/knowledge'
    | '/notices'
    | '/admin';
  /** After `g`. */
  readonly key: 'n' | 'c' | 'r' | 'w' | 'v' | 'd' | 'i' | 'a' | 'o' | 'f' | 'b' | 'k' | 'm';
}

const PLACES: readonly (Place & { readonly isOpen: (me: Me) => boolean })[] = [
  {
    name: 'intake',
    to: '/intake',
    key: 'n',
    isOpen: (me) => mayWith(me, 'createTicket') && mayWith(me, 'findEarlierTickets'),
  },
  {
    name: 'callback',
    to: '/callback',
    key: 'c',
    isOpen: (me) => mayWith(me, 'takeNextWork') && owes(me, 'toCallBack'),
  },
  { name: 'missed', to: '/missed-calls', key: 'r', isOpen: (me) => mayWith(me, 'claimMissedCall') },
  {
    name: 'inbox',
    to: '/inbox',
    key: 'i',
    isOpen: (me) => mayWith(me, 'readInbox') && owedBy(me.role).length > 0,
  },
  {
    name: 'dispatch',
    to: '/dispatch',
    key: 'd',
    isOpen: (me) => mayWith(me, 'readInbox') && owes(me, 'toDispatch'),
  },
  {
    name: 'review',
    to: '/review',
    key: 'v',
    isOpen: (me) => mayWith(me, 'readInbox') && owes(me, 'toReview'),
  },
  {
    name: 'approvals',
    to: '/approvals',
    key: 'a',
    isOpen: (me) => mayWith(me, 'listApprovals') && mayWith(me, 'decide'),
  },
  { name: 'board', to: '/board', key: 'o', isOpen: (me) => mayWith(me, 'getBoard') },
  { name: 'alerts', to: '/alerts', key: 'w', isOpen: (me) => mayWith(me, 'listAlerts') },
  { name: 'search', to: '/search', key: 'f', isOpen: (me) => mayWith(me, 'listTickets') },
  { name: 'knowledge', to: '/knowledge', key: 'k', isOpen: (me) => mayWith(me, 'listKnowledge') },
  { name: 'notices', to: '/notices', key: 'b', isOpen: (me) => mayWith(me, 'listNotices') },
  { name: 'admin', to: '/admin', key: 'm', isOpen: administers },
  { name: 'records', to: '/admin', key: 'm', isOpen: (me) => adminPagesFor(me).length > 0 && !administers(me) },
];

/** Most have there what they took out of the system, and administer nothing. */
function administers(me: Me): boolean {
  return adminPagesFor(me).some(({ group }) => group === 'people' || group === 'city' || group === 'rules');
}

function owes({ role }: Me, kind: WorklistKind): boolean {
  return owedBy(role).some((one) => one.kind === kind);
}

export function placesFor(me: Me): readonly Place[] {
  return PLACES.filter(({ isOpen }) => isOpen(me));
}

export function firstPlace(me: Me): Place['to'] {
  return placesFor(me)[0]?.to ?? '/notices';
}
