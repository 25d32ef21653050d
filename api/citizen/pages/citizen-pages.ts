import type { Keys } from '../../../config/key-ring.js';
import { createCitizenViews } from './citizen-views.js';
import { createReportForms } from './report-forms.js';

/** What the pages need besides what programs do by routes. */
export function createCitizenPages(keys: Keys, now: () => Date, takesReports: boolean) {
  return {
    views: createCitizenViews(keys, now),
    forms: createReportForms(keys, now),
    /** Whether anybody may file a request on a page. */
    takesReports,
  } as const;
}
