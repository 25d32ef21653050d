import { alertDeedRoutes } from './alert/alert-deed-routes.js';
import { alertRoutes } from './alert/alert-routes.js';
import { attachmentRoutes } from './attachment/attachment-routes.js';
import { attachmentsByLinkRoutes } from './citizen/attachments-by-link-routes.js';
import { approvalRoutes } from './approval/approval-routes.js';
import { bulkRoutes } from './bulk/bulk-routes.js';
import { contactRoutes } from './reference/contact-routes.js';
import { decisionRoutes } from './decision/decision-routes.js';
import { disclosureRoutes } from './disclosure/disclosure-routes.js';
import { dataRequestRoutes } from './data-request/data-request-routes.js';
import { exportDownloadRoutes } from './export/export-download.js';
import { exportRoutes } from './export/export-routes.js';
import { erasureRoutes } from './erasure/erasure-routes.js';
import { retentionRoutes } from './erasure/retention-routes.js';
import { holdRoutes } from './erasure/hold-routes.js';
import { deskStreamRoutes } from './event/desk-stream-routes.js';
import { deskRoutes } from './desk/desk-routes.js';
import { draftRoutes } from './draft/draft-routes.js';
import { presenceRoutes } from './presence/presence-routes.js';
import { docsRoutes } from './docs/docs-routes.js';
import { eventRoutes } from './event/event-routes.js';
import { callerFlagRoutes } from './call/caller-flag-routes.js';
import { callEventRoutes } from './call/call-event-routes.js';
import { deskCallRoutes } from './call/desk-call-routes.js';
import { missedCallRoutes } from './call/missed-call-routes.js';
import { callingRoutes } from './intake/calling-routes.js';
import { suggestionFigureRoutes } from './intake/suggestion-figures-route.js';
import { suggestionRoutes } from './intake/suggestion-routes.js';
import { intakeRoutes } from './intake/intake-routes.js';
import { entryDraftRoutes } from './knowledge/entry-draft-route.js';
import { knowledgeFigureRoutes } from './knowledge/figures-route.js';
import { knowledgeRoutes } from './knowledge/knowledge-routes.js';
import { knowledgeTaskRoutes } from './knowledge/task-routes.js';
import { knowledgeSearchRoutes } from './knowledge/search-route.js';
import { healthRoutes } from './health/health-routes.js';
import type { Route } from './route.js';
import type { Services } from './services.js';
import { callbackFiguresRoutes } from './list/callback-figures-routes.js';
import { nextWorkRoutes } from './list/next-work-routes.js';
import { worklistRoutes } from './list/worklist-routes.js';
import { accountImportRoutes } from './access/account-import-routes.js';
import { accountRoutes } from './access/account-routes.js';
import { accountSignInRoutes } from './access/account-sign-in-routes.js';
import { demoRoutes } from './access/demo-routes.js';
import { identityProviderRoutes } from './access/identity-provider-routes.js';
import { identityRoutes } from './access/identity-routes.js';
import { leaveRoutes } from './access/leave-routes.js';
import { keyRoutes } from './access/key-routes.js';
import { meRoutes } from './access/me-routes.js';
import { oidcRoutes } from './access/oidc-routes.js';
import { sessionRoutes } from './access/session-routes.js';
import { listRoutes } from './list/list-routes.js';
import { explainRoutes } from './ticket/explain-routes.js';
import { liveRoutes } from './ticket/live-routes.js';
import { open311Routes } from './open311/open311-routes.js';
import { webhookRoutes } from './webhook/webhook-routes.js';
import { lookRoutes } from './look/look-routes.js';
import { openKnowledgeRoutes } from './knowledge/open-knowledge-routes.js';
import { sceneRoutes } from './knowledge/scene-route.js';
import { declineRoutes } from './intake/decline-routes.js';
import { noticeRoutes } from './notice/notice-routes.js';
import { linkRoutes } from './citizen/link-routes.js';
import { findPages } from './citizen/pages/find-pages.js';
import { linkPages } from './citizen/pages/link-pages.js';
import { knowledgePages } from './citizen/pages/knowledge-pages.js';
import { reportPages } from './citizen/pages/report-pages.js';
import { progressRoutes } from './citizen/progress-routes.js';
import { saidByLinkRoutes } from './citizen/said-by-link-routes.js';
import { ratingRoutes } from './citizen/rating-routes.js';
import { calendarRoutes } from './calendar/calendar-routes.js';
import { changeRoutes } from './admin/change-routes.js';
import { cityRoutes } from './reference/city-routes.js';
import { wordingRoutes } from './notice/wording-routes.js';
import { policyRoutes } from './reference/policy-routes.js';
import { referenceRoutes } from './reference/reference-routes.js';
import { boardRoutes } from './board/board-routes.js';
import { statsRoutes } from './board/stats-routes.js';
import { commandRoutes } from './ticket/command-routes.js';
import { splitRoutes } from './ticket/split-routes.js';
import { ticketRoutes } from './ticket/ticket-routes.js';

/** Every route for programs. What is not listed here, or among the pages, is not served. */
export const routes: readonly Route<Services>[] = [
  ...ticketRoutes,
  ...splitRoutes,
  ...intakeRoutes,
  ...callingRoutes,
  ...callEventRoutes,
  ...deskCallRoutes,
  ...missedCallRoutes,
  ...callerFlagRoutes,
  ...suggestionRoutes,
  ...suggestionFigureRoutes,
  // Before the entries, whose ids stand in the same place.
  ...knowledgeTaskRoutes,
  ...knowledgeRoutes,
  ...knowledgeSearchRoutes,
  ...sceneRoutes,
  ...knowledgeFigureRoutes,
  ...openKnowledgeRoutes,
  ...entryDraftRoutes,
  ...alertRoutes,
  ...alertDeedRoutes,
  ...listRoutes,
  ...approvalRoutes,
  ...decisionRoutes,
  ...declineRoutes,
  ...boardRoutes,
  ...statsRoutes,
  ...explainRoutes,
  ...liveRoutes,
  ...commandRoutes,
  ...ratingRoutes,
  ...linkRoutes,
  ...progressRoutes,
  ...saidByLinkRoutes,
  ...attachmentRoutes,
  ...attachmentsByLinkRoutes,
  ...lookRoutes,
  ...disclosureRoutes,
  ...erasureRoutes,
  ...holdRoutes,
  ...retentionRoutes,
  ...dataRequestRoutes,
  ...exportRoutes,
  ...exportDownloadRoutes,
  ...noticeRoutes,
  ...contactRoutes,
  ...sessionRoutes,
  ...oidcRoutes,
  ...demoRoutes,
  ...meRoutes(() => routes),
  ...accountRoutes,
  ...accountImportRoutes,
  ...leaveRoutes,
  ...accountSignInRoutes,
  ...identityRoutes,
  ...identityProviderRoutes,
  ...keyRoutes,
  ...worklistRoutes,
  ...nextWorkRoutes,
  ...callbackFiguresRoutes,
  ...draftRoutes,
  ...deskRoutes,
  ...presenceRoutes,
  ...deskStreamRoutes,
  ...bulkRoutes,
  ...eventRoutes,
  ...referenceRoutes,
  ...cityRoutes,
  ...policyRoutes,
  ...calendarRoutes,
  ...wordingRoutes,
  ...changeRoutes,
  ...open311Routes,
  ...webhookRoutes,
  ...healthRoutes,
  ...docsRoutes(() => routes),
];

/** Served, and not in the description of the interface: pages, for people. What they do a program does by a route. */
export const pages: readonly Route<Services>[] = [...findPages, ...linkPages, ...reportPages, ...knowledgePages];
