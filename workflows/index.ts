export { ticketLifecycle } from './ticket-workflow.js';
export { reconcileStores } from './reconcile-workflow.js';
export { webhookSubscription } from './webhook-workflow.js';
export { noticeChannel } from './notice-channel-workflow.js';
