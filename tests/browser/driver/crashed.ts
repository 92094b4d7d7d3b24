/** The messages of errors by which a test learns that its browser has crashed: ours, Playwright's. */
export const crashed =
  /^The browser crashed: |Target crashed|Page crashed|Target page, context or browser has been closed/;
