import { LogoutOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { signOut } from '../access/sign-in.js';
import { lock } from '../api/lock.js';
import { useStore } from '../api/store.js';
import { changeLanguage, useWords } from '../words/i18n.js';
import { shade } from './theme.js';

export function LanguageButton() {
  const { t, language } = useWords();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <Button type="text" lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => void changeLanguage(other)}>
      {t('bar.language')}
    </Button>
  );
}

export function ShadeButton() {
  const { t } = useWords();
  const isDark = useStore(shade) === 'dark';
  return (
    <Button
      type="text"
      icon={isDark ? <SunOutlined /> : <MoonOutlined />}
      aria-label={t(isDark ? 'bar.light' : 'bar.dark')}
      title={t(isDark ? 'bar.light' : 'bar.dark')}
      onClick={() => shade.set(isDark ? 'light' : 'dark')}
    />
  );
}

export function SignOutButton() {
  const { t } = useWords();
  // The page is loaded anew, so that nothing that was read stays in it.
  const leave = (): void => {
    lock.leave();
    void signOut().finally(() => location.assign('/console/'));
  };
  return (
    <Button type="text" icon={<LogoutOutlined />} onClick={leave}>
      {t('bar.signOut')}
    </Button>
  );
}
