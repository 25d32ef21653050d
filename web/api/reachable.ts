import { createStore } from './store.js';

/** Whether the API was reached when it was last asked; the browser says at once when its network goes. */
export const reachable = createStore(navigator.onLine);

window.addEventListener('offline', () => reachable.set(false));
window.addEventListener('online', () => reachable.set(true));
