import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import { Button } from 'antd';
import { ENTRY_STATES, TASK_KINDS, type EntryState, type TaskKind } from '../../domain/knowledge/vocabulary.js';
import { ALERT_STATES, type AlertState } from '../../domain/sentinel/vocabulary.js';
import { InboxPage } from '../inbox/inbox-page.js';
import { useWords } from '../words/i18n.js';
import { ProblemNote } from '../parts/problem-note.js';
import { Gate } from './gate.js';
import { useMe } from '../api/me.js';
import { firstPlace } from './places.js';
import { adminSearchIn } from './admin-search.js';
import { deskSearch } from './desk-search.js';
import { filtersIn } from './search-filters.js';

const root = createRootRoute({ component: Gate, notFoundComponent: MissingPage, errorComponent: BrokenPage });

const home = createRoute({ getParentRoute: () => root, path: '/', component: FirstPlace });

export interface InboxSearch {
  readonly kind?: string;
  readonly overdue?: true;
  readonly q?: string;
}
const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  component: InboxPage,
  validateSearch: ({ kind, overdue, q }: Record<string, unknown>): InboxSearch => ({
    ...(typeof kind === 'string' && { kind }),
    ...(overdue === true && { overdue: true }),
    // A number is written as one and read as another thing.
    ...((typeof q === 'string' || typeof q === 'number') && String(q) !== '' && { q: String(q) }),
  }),
});

const intake = createRoute({
  getParentRoute: () => root,
  path: '/intake',
  component: lazyRouteComponent(() => import('../intake/intake-page.js'), 'IntakePage'),
});

const ticket = createRoute({
  getParentRoute: () => root,
  path: '/tickets/$id',
  component: lazyRouteComponent(() => import('../ticket/ticket-page.js'), 'TicketPage'),
});

const callback = createRoute({
  getParentRoute: () => root,
  path: '/callback',
  component: lazyRouteComponent(() => import('../callback/callback-page.js'), 'CallbackPage'),
});

const missed = createRoute({
  getParentRoute: () => root,
  path: '/missed-calls',
  component: lazyRouteComponent(() => import('../missed/missed-page.js'), 'MissedPage'),
});

const review = createRoute({
  getParentRoute: () => root,
  path: '/review',
  component: lazyRouteComponent(() => import('../review/review-page.js'), 'ReviewPage'),
  validateSearch: deskSearch,
});

const dispatch = createRoute({
  getParentRoute: () => root,
  path: '/dispatch',
  component: lazyRouteComponent(() => import('../dispatch/dispatch-page.js'), 'DispatchPage'),
  validateSearch: deskSearch,
});

const approvals = createRoute({
  getParentRoute: () => root,
  path: '/approvals',
  component: lazyRouteComponent(() => import('../approvals/approvals-page.js'), 'ApprovalsPage'),
});

const search = createRoute({
  getParentRoute: () => root,
  path: '/search',
  component: lazyRouteComponent(() => import('../search/search-page.js'), 'SearchPage'),
  validateSearch: filtersIn,
});

export interface BoardSearch {
  /** The unit that is looked at. */
  readonly under?: string;
  readonly span?: 'hours' | 'week' | 'month' | 'season';
}
const board = createRoute({
  getParentRoute: () => root,
  path: '/board',
  component: lazyRouteComponent(() => import('../board/board-page.js'), 'BoardPage'),
  validateSearch: ({ under, span }: Record<string, unknown>): BoardSearch => ({
    ...(typeof under === 'string' && under !== '' && { under }),
    ...((span === 'hours' || span === 'week' || span === 'month' || span === 'season') && { span }),
  }),
});

export interface KnowledgeSearch {
  readonly id?: string;
  /** Absent: the newest. */
  readonly version?: number;
  readonly state?: EntryState;
  /** Only what is of one's own unit. */
  readonly own?: true;
  /** The ticket from which the entry is to be written. */
  readonly ticket?: string;
  /** What has to be done, and not the entries. */
  readonly tasks?: true;
  readonly kind?: TaskKind;
  /** The tasks of all, and not one's own alone. */
  readonly all?: true;
}
const knowledge = createRoute({
  getParentRoute: () => root,
  path: '/knowledge',
  component: lazyRouteComponent(() => import('../knowledge/knowledge-page.js'), 'KnowledgePage'),
  validateSearch: ({
    id,
    version,
    state,
    own,
    ticket,
    tasks,
    kind,
    all,
  }: Record<string, unknown>): KnowledgeSearch => ({
    ...(typeof id === 'string' && id !== '' && { id }),
    ...(typeof version === 'number' && Number.isInteger(version) && version > 0 && { version }),
    ...(ENTRY_STATES.some((one) => one === state) && { state: state as EntryState }),
    ...(own === true && { own }),
    ...(typeof ticket === 'string' && ticket !== '' && { ticket }),
    ...(tasks === true && { tasks }),
    ...(TASK_KINDS.some((one) => one === kind) && { kind: kind as TaskKind }),
    ...(all === true && { all }),
  }),
});

export interface AlertsSearch {
  readonly id?: string;
  readonly state?: AlertState;
}
const alerts = createRoute({
  getParentRoute: () => root,
  path: '/alerts',
  component: lazyRouteComponent(() => import('../alerts/alerts-page.js'), 'AlertsPage'),
  validateSearch: ({ id, state }: Record<string, unknown>): AlertsSearch => ({
    ...(typeof id === 'string' && id !== '' && { id }),
    ...(ALERT_STATES.some((one) => one === state) && { state: state as AlertState }),
  }),
});

const notices = createRoute({
  getParentRoute: () => root,
  path: '/notices',
  component: lazyRouteComponent(() => import('../notices/notices-page.js'), 'NoticesPage'),
});

const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('../account/account-page.js'), 'AccountPage'),
});

const admin = createRoute({
  getParentRoute: () => root,
  path: '/admin',
  component: lazyRouteComponent(() => import('../admin/frame.js'), 'AdminFrame'),
});
const adminHome = createRoute({
  getParentRoute: () => admin,
  path: '/',
  component: lazyRouteComponent(() => import('../admin/frame.js'), 'AdminHome'),
});
const adminPage = createRoute({
  getParentRoute: () => admin,
  path: '/$page',
  component: lazyRouteComponent(() => import('../admin/frame.js'), 'AdminPlace'),
  validateSearch: adminSearchIn,
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    intake,
    callback,
    missed,
    review,
    dispatch,
    inbox,
    ticket,
    approvals,
    search,
    board,
    alerts,
    knowledge,
    notices,
    account,
    admin.addChildren([adminHome, adminPage]),
  ]),
  basepath: '/console',
  defaultPreload: false,
  defaultErrorComponent: BrokenPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

function FirstPlace() {
  const { data: me } = useMe();
  return me ? <Navigate to={firstPlace(me)} replace /> : null;
}

function MissingPage() {
  const { t } = useWords();
  return (
    <div className="page">
      <h1>{t('missing.page')}</h1>
      <p>
        <a href="/console/">{t('missing.back')}</a>
      </p>
    </div>
  );
}

/** Also when a part of the page is not there any more, because a newer one is served since. */
function BrokenPage({ error }: ErrorComponentProps) {
  const { t } = useWords();
  return (
    <div className="page">
      <ProblemNote error={error} action={<Button onClick={() => location.reload()}>{t('reload')}</Button>} />
    </div>
  );
}
