/**
 * The styles of exported pages, as a content security policy names them: the file's own, and the page's, which shows one before it
 * is saved (what is shown inside a page is held to the page's policy, too). One for each style there is; a test compares them.
 */
export const exportStyleSources = {
  page: "'sha256-qAz5upskz3p+nao4u9zi3mQ1dwviRrotLWorAa+o/GU='",
} as const;
