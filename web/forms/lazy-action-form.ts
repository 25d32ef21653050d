import { lazy } from 'react';

/** The form of a command, and the widgets of its fields: fetched when somebody opens one. */
export const ActionForm = lazy(() => import('./action-form.js').then((module) => ({ default: module.ActionForm })));
