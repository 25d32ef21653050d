import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App as Frame, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect } from 'react';
import { queryClient } from '../api/query-client.js';
import { useStore } from '../api/store.js';
import { useWords } from '../words/i18n.js';
import { nonce } from './nonce.js';
import { router } from './router.js';
import { shade, THEMES } from './theme.js';

export function App() {
  const { language } = useWords();
  const inShade = useStore(shade);
  useEffect(() => {
    document.documentElement.dataset['shade'] = inShade;
  }, [inShade]);
  return (
    <ConfigProvider
      csp={{ nonce }}
      theme={THEMES[inShade]}
      locale={language === 'zh' ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
    >
      <Frame component={false}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Frame>
    </ConfigProvider>
  );
}
