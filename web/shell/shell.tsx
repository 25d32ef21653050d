import { MenuOutlined } from '@ant-design/icons';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { useEffect, useState } from 'react';
import { mayWith, type Me } from '../api/me.js';
import { listenForNews } from '../api/news.js';
import { readClassesEarly } from '../api/reference.js';
import { useStore } from '../api/store.js';
import { useWords } from '../words/i18n.js';
import { DemoFilling } from './demo-filling.js';
import { Bars } from './bars.js';
import { KeyHelp } from './key-help.js';
import { useKeys } from './keys.js';
import { placesFor } from './places.js';
import { spoken } from './say.js';
import { TopBar } from './top-bar.js';

/** The screen that was asked for is first. */
const EARLY_MS = 500;

export function Shell({ me }: { me: Me }) {
  const { t } = useWords();
  const [help, setHelp] = useState(false);
  const [menu, setMenu] = useState(false);
  const navigate = useNavigate();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const places = placesFor(me);
  // Another person, or the same one in another position, is another desk.
  const desk = me.session && `${me.id}-${me.session.position}`;
  const hears = mayWith(me, 'streamDesk');

  useEffect(() => (desk && hears ? listenForNews(desk) : undefined), [desk, hears]);
  useEffect(() => {
    const timer = setTimeout(readClassesEarly, EARLY_MS);
    return () => clearTimeout(timer);
  }, [desk]);
  useEffect(() => setMenu(false), [path]);
  useKeys({
    '?': () => setHelp(true),
    '/': () => document.getElementById('find-by-number')?.focus(),
    ...Object.fromEntries(places.map(({ key, to }) => [`g ${key}`, () => void navigate({ to })])),
  });

  const menuList = (
    <ul className="menu">
      {places.map(({ name, to }) => (
        <li key={name}>
          <Link to={to} className="menu-link" activeProps={{ className: 'menu-link is-here', 'aria-current': 'page' }}>
            {t(`page.${name}`)}
          </Link>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <header className="top">
        <Button
          className="only-narrow"
          type="text"
          icon={<MenuOutlined />}
          aria-label={t('bar.menu')}
          onClick={() => setMenu(true)}
        />
        <Link to="/" className="product">
          {t('product')}
        </Link>
        <nav className="only-wide" aria-label={t('bar.menu')}>
          {menuList}
        </nav>
        <TopBar me={me} onHelp={() => setHelp(true)} />
      </header>
      <Bars />
      <DemoFilling me={me} />
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <div className="unseen" role="status" aria-live="polite">
        <Spoken />
      </div>
      <Drawer open={menu} placement="left" size={240} title={t('product')} onClose={() => setMenu(false)}>
        <nav aria-label={t('bar.menu')}>{menuList}</nav>
      </Drawer>
      <KeyHelp me={me} open={help} onClose={() => setHelp(false)} />
    </>
  );
}

function Spoken() {
  return <>{useStore(spoken)}</>;
}
