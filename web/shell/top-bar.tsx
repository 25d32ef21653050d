import { QuestionCircleOutlined, UserOutlined } from '@ant-design/icons';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input, Popover } from 'antd';
import { mayWith, type Me } from '../api/me.js';
import { useWords } from '../words/i18n.js';
import { Bell } from './bell.js';
import { LanguageButton, ShadeButton, SignOutButton } from './choices.js';
import { PositionSwitch } from './position-switch.js';

export function TopBar({ me, onHelp }: { me: Me; onHelp: () => void }) {
  const { t } = useWords();
  const account = (
    <div className="account">
      <strong>{me.person?.name ?? me.name}</strong>
      <Link to="/account" className="account-link">
        {t('account.title')}
      </Link>
      <div className="only-narrow-flex">
        <PositionSwitch me={me} />
      </div>
      <div>
        <LanguageButton />
        <ShadeButton />
      </div>
      <SignOutButton />
    </div>
  );
  return (
    <div className="top-right">
      {mayWith(me, 'getTicket') && <FindByNumber />}
      <span className="only-wide-flex">
        <PositionSwitch me={me} />
      </span>
      {mayWith(me, 'listNotices') && <Bell />}
      <Button
        type="text"
        className="only-wide"
        icon={<QuestionCircleOutlined />}
        aria-label={t('bar.help')}
        title={`${t('bar.help')} (?)`}
        onClick={onHelp}
      />
      <Popover content={account} trigger="click" placement="bottomRight">
        <Button type="text" icon={<UserOutlined />} aria-label={t('bar.account')} title={t('bar.account')} />
      </Popover>
    </div>
  );
}

/** A number goes to its ticket; whether there is one that may be seen is said there. */
function FindByNumber() {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Input.Search
      id="find-by-number"
      className="find"
      placeholder={t('bar.searchHint')}
      aria-label={t('bar.search')}
      maxLength={64}
      onSearch={(written) => {
        const id = written.trim();
        if (id !== '') void navigate({ to: '/tickets/$id', params: { id } });
      }}
    />
  );
}
