export { ticketLifecycle } from './ticket/ticket-workflow.js';
export { eraseTickets } from './erasure/erasure-workflow.js';
export { reconcileStores } from './reconcile/reconcile-workflow.js';
export { webhookSubscription } from './webhook/webhook-workflow.js';
export { noticeChannel } from './notice/notice-channel-workflow.js';
export { knowledgeEntry } from './knowledge/knowledge-workflow.js';
export { sentinel } from './sentinel/sentinel-workflow.js';
