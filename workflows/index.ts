export { ticketLifecycle } from './ticket-workflow.js';
