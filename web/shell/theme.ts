import { theme, type ThemeConfig } from 'antd';
import { createStore } from '../api/store.js';

export type Shade = 'light' | 'dark';

/** A choice of the browser; without one, that of the system. */
const KEPT_UNDER = 'huiying-shade';

function firstShade(): Shade {
  const kept = localStorage.getItem(KEPT_UNDER);
  if (kept === 'light' || kept === 'dark') return kept;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export const shade = createStore<Shade>(firstShade());
shade.subscribe(() => localStorage.setItem(KEPT_UNDER, shade.get()));

const common = { borderRadius: 4, fontSize: 14, motion: false } as const;

/** The library's own colours fall short of the contrast of WCAG AA; with these they do not. */
export const THEMES: Readonly<Record<Shade, ThemeConfig>> = {
  light: {
    algorithm: theme.defaultAlgorithm,
    token: {
      ...common,
      colorPrimary: '#0958d9',
      colorInfo: '#0958d9',
      colorLink: '#0958d9',
      colorSuccess: '#237804',
      colorError: '#cf1322',
      colorWarning: '#ad4e00',
      // Made from such dark colours, the grounds of notes would be murky.
      ...{ colorSuccessBg: '#f6ffed', colorSuccessBorder: '#b7eb8f' },
      ...{ colorWarningBg: '#fffbe6', colorWarningBorder: '#ffe58f' },
      ...{ colorErrorBg: '#fff2f0', colorErrorBorder: '#ffccc7' },
      colorTextTertiary: 'rgba(0,0,0,.65)',
      colorTextDescription: 'rgba(0,0,0,.65)',
      colorTextPlaceholder: 'rgba(0,0,0,.6)',
    },
  },
  dark: {
    algorithm: theme.darkAlgorithm,
    components: {
      Button: { dangerColor: '#000' },
      // What is chosen is told by words in this colour, which the ground of a button would be too dark for.
      Radio: { colorPrimary: '#69b1ff', colorPrimaryHover: '#91caff', colorPrimaryActive: '#69b1ff' },
    },
    token: {
      ...common,
      colorPrimary: '#1668dc',
      colorInfo: '#69b1ff',
      colorLink: '#69b1ff',
      colorSuccess: '#73d13d',
      colorError: '#ff7875',
      colorWarning: '#ffc069',
      colorTextTertiary: 'rgba(255,255,255,.65)',
      colorTextDescription: 'rgba(255,255,255,.65)',
      colorTextPlaceholder: 'rgba(255,255,255,.6)',
    },
  },
};
