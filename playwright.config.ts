import { defineConfig } from '@playwright/test';

/** Every spec runs on both shells, but for what is about one of them; `npm test` says which of them this machine has. */
export default defineConfig<{ shell: 'electron' | 'browser' }>({
  testDir: 'e2e',
  outputDir: 'test-results',
  // A test mostly waits, and two at a time take two thirds of the time (`--workers 2`). But some look at the middle of an answer or
  // at how long something takes, which a busy machine spoils; so that a failure means something, they run one after the other.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  projects: [
    { name: 'browser', use: { shell: 'browser' }, testIgnore: 'electron-shell.spec.ts' },
    { name: 'electron', use: { shell: 'electron' }, testIgnore: 'browser-shell.spec.ts' },
  ],
});
