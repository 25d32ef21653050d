import { Link, Navigate, Outlet, useNavigate, useParams } from '@tanstack/react-router';
import { Select, Skeleton } from 'antd';
import { Suspense } from 'react';
import { useMe } from '../api/me.js';
import { useTitle } from '../shell/use-title.js';
import { useWords } from '../words/i18n.js';
import { ADMIN_PAGES, adminPagesFor, type AdminPage } from './pages.js';
import './admin.css';

/** What administrators look after: on one side the pages that are open to who is signed in, beside it one of them. */
export function AdminFrame() {
  const { t } = useWords();
  const { data: me } = useMe();
  const navigate = useNavigate();
  const { page: here } = useParams({ strict: false });
  const pages = me ? adminPagesFor(me) : [];
  const groups = [...new Set(pages.map(({ group }) => group))].map((group) => ({
    group,
    pages: pages.filter((one) => one.group === group),
  }));
  if (pages.length === 0) return <Closed />;
  return (
    <div className="page admin">
      <nav className="admin-side only-wide" aria-label={t('admin.title')}>
        {groups.map((one) => (
          <section key={one.group}>
            <h2>{t(`admin.groups.${one.group}`)}</h2>
            <ul>
              {one.pages.map(({ name }) => (
                <li key={name}>
                  <Link
                    to="/admin/$page"
                    params={{ page: name }}
                    className="admin-link"
                    activeOptions={{ includeSearch: false }}
                    activeProps={{ className: 'admin-link is-here', 'aria-current': 'page' }}
                  >
                    {t(`admin.pages.${name}`)}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <Select
        className="admin-choice only-narrow-flex"
        aria-label={t('admin.title')}
        value={pages.some(({ name }) => name === here) ? here : null}
        options={groups.map((one) => ({
          label: t(`admin.groups.${one.group}`),
          options: one.pages.map(({ name }) => ({ value: name, label: t(`admin.pages.${name}`) })),
        }))}
        onChange={(page: string) => void navigate({ to: '/admin/$page', params: { page } })}
      />
      <div className="admin-main">
        <Outlet />
      </div>
    </div>
  );
}

export function AdminHome() {
  const { data: me } = useMe();
  const [first] = me ? adminPagesFor(me) : [];
  return first ? <Navigate to="/admin/$page" params={{ page: first.name }} replace /> : null;
}

export function AdminPlace() {
  const { page } = useParams({ from: '/admin/$page' });
  const { data: me } = useMe();
  const found = ADMIN_PAGES.find(({ name }) => name === page);
  if (!me) return null;
  if (!found || !adminPagesFor(me).includes(found)) return <Closed />;
  return <Opened key={page} page={found} />;
}

function Opened({ page: { name, Page } }: { page: AdminPage }) {
  const { t } = useWords();
  useTitle(t(`admin.pages.${name}`));
  return (
    <Suspense fallback={<Skeleton active />}>
      <Page />
    </Suspense>
  );
}

/** Nothing is said of what would be here: who may not see it need not know. */
function Closed() {
  const { t } = useWords();
  useTitle(t('page.admin'));
  return (
    <div className="page narrow-page">
      <h1>{t('admin.closed')}</h1>
      <p>{t('admin.closedText')}</p>
    </div>
  );
}
