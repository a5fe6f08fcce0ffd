import { defineConfig } from '@playwright/test';

/** Every spec runs on both shells, but for what is about one of them; `npm test` says which of them this machine has. */
export default defineConfig<{ shell: 'electron' | 'browser' }>({
  testDir: 'e2e',
  outputDir: 'test-results',
  // A test mostly waits, for a process to start or a page to settle; more than two at a time would make all of them slow.
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  projects: [
    { name: 'browser', use: { shell: 'browser' }, testIgnore: 'electron-shell.spec.ts' },
    { name: 'electron', use: { shell: 'electron' }, testIgnore: 'browser-shell.spec.ts' },
  ],
});
