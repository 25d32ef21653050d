/** Where citizens' pages are. All that begins with this is for people, and speaks HTML. */
export const CITIZEN_PAGES = '/citizen';

/** Where the page of a link is; the same token opens the same ticket to a program under `/api/v1`. */
export const pageOf = (noun: 'progress' | 'ratings', token: string): string => `${CITIZEN_PAGES}/${noun}/${token}`;
