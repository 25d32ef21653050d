import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { mayWith, type Me } from '../api/me.js';
import type { zh } from '../words/zh.js';

export interface AdminPage {
  /** In the address, and of its words. */
  readonly name: keyof (typeof zh)['admin']['pages'];
  readonly group: keyof (typeof zh)['admin']['groups'];
  /** Of the routes, the one without which there is nothing to do there. */
  readonly opens: string;
  readonly Page: LazyExoticComponent<ComponentType>;
}

/** In the order of the list beside them. */
export const ADMIN_PAGES: readonly AdminPage[] = [
  {
    ...{ name: 'units', group: 'city', opens: 'putUnit' },
    Page: lazy(() => import('./units/units-page.js').then((module) => ({ default: module.UnitsPage }))),
  },
];

export function adminPagesFor(me: Me): readonly AdminPage[] {
  return ADMIN_PAGES.filter(({ opens }) => mayWith(me, opens));
}
