import { defineConfig } from '@playwright/test';

/** Every spec runs on both shells, but for what is about one of them; `npm test` says which of them this machine has. */
export default defineConfig<{ shell: 'electron' | 'browser' }>({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  // `npm test` runs two at a time, but for those that look at the middle of an answer or at how long something takes
  // (@alone): a busy machine spoils them, and a failure is to mean something.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // Less than a test may take: what is waited for in vain is told with its place.
  use: { actionTimeout: 30_000, navigationTimeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  projects: [
    { name: 'browser', use: { shell: 'browser' }, testIgnore: 'electron-shell.spec.ts' },
    { name: 'electron', use: { shell: 'electron' }, testIgnore: 'browser-shell.spec.ts' },
  ],
});
